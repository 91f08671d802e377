// A connection of gdb's: takes bytes, gives bytes. Packets are answered one after the other; an interrupt gets ahead of them.
// Nothing that comes over the wire makes it fail. Above: cli/gdb.ts. Below: packets.ts, table.ts.

import { Packets } from "./packets.ts";
import { Session } from "./session.ts";
import { Signals } from "./signals.ts";
import { answer } from "./table.ts";
import type { Target } from "./target.ts";
import { BadPacket } from "./text.ts";

export interface StubOptions {
  readonly target: Target;
  /** The target's signals by name. */
  readonly signals: Readonly<Record<string, number>>;
  send(bytes: Uint8Array): void;
  /** gdb needs the connection no more. */
  over(): void;
}

export class Stub {
  readonly #options: StubOptions;
  readonly #packets: Packets;
  readonly #session: Session;
  #work: Promise<void> = Promise.resolve();

  constructor(options: StubOptions) {
    this.#options = options;
    this.#packets = new Packets({
      packet: (text) => {
        this.#work = this.#work.then(() => this.#answer(text));
      },
      interrupt: () => options.target.interrupt(),
      send: (text) => options.send(Uint8Array.from(text, (c) => c.charCodeAt(0))),
    });
    this.#session = new Session(options.target, new Signals(options.signals), this.#packets);
  }

  receive(bytes: Uint8Array): void {
    let text = "";
    for (const b of bytes) text += String.fromCharCode(b);
    this.#packets.receive(text);
  }

  /** Everything that came has been answered. */
  idle(): Promise<void> {
    return this.#work;
  }

  async #answer(text: string): Promise<void> {
    const s = this.#session;
    if (s.over) return;
    let reply: string;
    try {
      reply = (await answer(s, text)) ?? "";
    } catch (error) {
      // gdb shows the text; whatever went wrong, the next packet is answered
      const message = error instanceof Error ? error.message : String(error);
      reply = `E.${error instanceof BadPacket ? message : `the debugger failed: ${message}`}`.replace(
        /[^ -~]/g,
        "?",
      );
    }
    // k has no answer
    if (!(s.over && text === "k")) this.#packets.reply(reply);
    if (s.over) this.#options.over();
  }
}
