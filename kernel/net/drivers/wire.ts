// A piece of Ethernet: what one NIC sends all others on it receive. Above: nics.ts, setup.ts. Below: nothing.

export interface wire_port {
  /** A frame has arrived (with its link header); the bytes are the receiver's to keep. */
  receive(frame: Uint8Array): void;
}

export class wire {
  readonly ports: wire_port[] = [];

  attach(port: wire_port): void {
    this.ports.push(port);
  }

  detach(port: wire_port): void {
    const i = this.ports.indexOf(port);
    if (i >= 0) this.ports.splice(i, 1);
  }

  send(from: wire_port, frame: Uint8Array): void {
    for (const p of [...this.ports]) if (p !== from) p.receive(frame.slice());
  }
}
