// The wire of gdb's remote protocol (its manual, "Overview" of appendix E): packets between $ and #, checksums,
// acknowledgements, escaped bytes. Text is a binary string, a character a byte. Above: stub.ts. Below: nothing.

/** What a packet may have between $ and #; a longer one is not ours. */
export const LONGEST = 0x10000;

const ACK = "+";
const NAK = "-";
const INTERRUPT = "\x03";

export interface Wire {
  packet(text: string): void;
  interrupt(): void;
  send(text: string): void;
}

const checksum = (text: string): number => {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (sum + text.charCodeAt(i)) & 0xff;
  return sum;
};

const hex2 = (n: number): string => n.toString(16).padStart(2, "0");

/** Cuts what comes into packets, acknowledges them, and frames what goes out. Whatever comes, it goes on. */
export class Packets {
  /** QStartNoAckMode. */
  acknowledges = true;
  #text = "";
  /** Characters of the checksum still to come; -1: outside of a packet. */
  #inPacket = false;
  #sum = "";
  #behind = false;
  #last = "";
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  receive(text: string): void {
    for (const c of text) this.#take(c);
  }

  #take(c: string): void {
    if (this.#behind) {
      this.#sum += c;
      if (this.#sum.length === 2) this.#end();
    } else if (c === "$") {
      this.#inPacket = true;
      this.#text = "";
    } else if (this.#inPacket) {
      if (c === "#") {
        this.#behind = true;
        this.#sum = "";
      } else if (this.#text.length < LONGEST) this.#text += c;
    } else if (c === INTERRUPT) this.#wire.interrupt();
    else if (c === NAK && this.acknowledges && this.#last) this.#wire.send(this.#last);
  }

  #end(): void {
    this.#inPacket = this.#behind = false;
    if (this.acknowledges) {
      const good =
        /^[0-9a-f]{2}$/i.test(this.#sum) && Number.parseInt(this.#sum, 16) === checksum(this.#text);
      this.#wire.send(good ? ACK : NAK);
      if (!good) return;
    }
    this.#wire.packet(unescaped(this.#text));
  }

  reply(text: string): void {
    const body = escaped(text);
    this.#last = `$${body}#${hex2(checksum(body))}`;
    this.#wire.send(this.#last);
  }
}

/** } and the character xor 0x20 for the characters that mean something on the wire. */
function escaped(text: string): string {
  return text.replace(/[#$}*]/g, (c) => `}${String.fromCharCode(c.charCodeAt(0) ^ 0x20)}`);
}

function unescaped(text: string): string {
  return text.replace(/\}([\s\S])/g, (_, c: string) => String.fromCharCode(c.charCodeAt(0) ^ 0x20));
}
