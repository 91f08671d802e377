// Wires that lead out of the system: what the guest sends on such a wire goes to the Host, what the Host brings is
// received by all cards on it. Above: boot.ts. Below: wire.ts, setup.ts (Hardware), host.ts (HostWire).

import type { Kernel } from "../../kernel.ts";
import { Hardware } from "./setup.ts";
import type { wire_port } from "./wire.ts";

/** A frame with a VLAN tag, and a whole jumbo one. */
const LONGEST = 9216;
/** Destination, source, type. */
const HEADER = 14;

/** Joins each wire of the Host with the guest's of the same name. */
export function host_wires_init(kernel: Kernel): void {
  for (const [name, outside] of Object.entries(kernel.host.wires ?? {})) {
    const wire = Hardware.of(kernel).wire(name);
    const port: wire_port = { receive: (frame) => outside.send(frame) };
    wire.attach(port);
    outside.onFrame((frame) => {
      // what is no frame comes from a stranger on the same channel
      if (frame.length < HEADER || frame.length > LONGEST) return;
      wire.send(port, frame);
      kernel.sched.host_event();
    });
  }
}
