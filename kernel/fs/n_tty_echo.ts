// What a terminal's line discipline writes to the screen: echo, erasing, output post-processing with the cursor's
// column (drivers/tty/n_tty.c: do_output_char, echo_char, eraser).
// Above: n_tty.ts. Below: the driver's write.

import {
  ECHO,
  ECHOCTL,
  ECHOE,
  ECHOK,
  ECHOKE,
  ECHOPRT,
  IUTF8,
  OCRNL,
  OLCUC,
  ONLCR,
  ONLRET,
  ONOCR,
  OPOST,
  TABDLY,
  XTABS,
} from "../uapi/asm/termbits.ts";
import type { tty_struct } from "./tty.ts";

/** The line being edited. */
export interface edited {
  readonly buf: Uint8Array;
  head: number;
  readonly canon_head: number;
}

const MASK = 4095;
const iscntrl = (c: number) => c < 32 || c === 127;
const is_word = (c: number) =>
  (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c === 95;

export class Screen {
  /** In the middle of an ECHOPRT erasure. */
  erasing = false;
  #out: number[] = [];
  #flushing = false;
  #column = 0;
  #canon_column = 0;

  constructor(
    readonly tty: tty_struct,
    readonly line: edited,
  ) {}

  get pending(): number {
    return this.#out.length;
  }

  /** Sends what has been collected; a stopped terminal keeps it. */
  flush(): void {
    // whoever takes it at once (a pty whose master is the host's) may cause echo, and come back here
    while (!this.#flushing && this.#out.length > 0 && !this.tty.stopped) {
      const bytes = Uint8Array.from(this.#out);
      this.#out = [];
      this.#flushing = true;
      const n = this.tty.driver.write(this.tty, bytes);
      this.#flushing = false;
      if (n >= bytes.length) continue;
      this.#out = [...bytes.subarray(n), ...this.#out];
      break;
    }
    // nobody reads: echo is not kept for ever
    if (this.#out.length > 4096) this.#out = [];
  }

  clear(): void {
    this.#out = [];
  }

  #put(c: number): void {
    this.#out.push(c);
  }

  /** One character of a program's output, with OPOST on. */
  output(c: number): void {
    const { c_oflag: o } = this.tty.termios;
    switch (c) {
      case 10:
        if (o & ONLRET) this.#column = 0;
        if (o & ONLCR) {
          this.#canon_column = this.#column = 0;
          this.#put(13);
        } else this.#canon_column = this.#column;
        break;
      case 13:
        if (o & ONOCR && this.#column === 0) return;
        if (o & OCRNL) {
          c = 10;
          if (o & ONLRET) this.#canon_column = this.#column = 0;
          break;
        }
        this.#canon_column = this.#column = 0;
        break;
      case 9: {
        const spaces = 8 - (this.#column & 7);
        this.#column += spaces;
        if ((o & TABDLY) === XTABS) {
          for (let i = 0; i < spaces; i++) this.#put(32);
          return;
        }
        break;
      }
      case 8:
        if (this.#column > 0) this.#column--;
        break;
      default:
        if (iscntrl(c)) break;
        if (o & OLCUC && c >= 97 && c <= 122) c -= 32;
        if (!this.#continuation(c)) this.#column++;
    }
    this.#put(c);
  }

  #continuation(c: number): boolean {
    return (this.tty.termios.c_iflag & IUTF8) !== 0 && (c & 0xc0) === 0x80;
  }

  /** Echoes c as it is. */
  raw(c: number): void {
    if (this.tty.termios.c_oflag & OPOST) this.output(c);
    else this.#put(c);
  }

  /** Echoes a typed character; control characters as ^X. */
  echo(c: number): void {
    if (this.tty.termios.c_lflag & ECHOCTL && iscntrl(c) && c !== 9) {
      this.#put(0x5e);
      this.#put(c ^ 0x40);
      this.#column += 2;
    } else this.raw(c);
  }

  set_canon_col(): void {
    this.#canon_column = this.#column;
  }

  finish_erasing(): void {
    if (!this.erasing) return;
    this.raw(0x2f);
    this.erasing = false;
  }

  #l(flag: number): boolean {
    return (this.tty.termios.c_lflag & flag) !== 0;
  }

  /** Erases a character, a word or the line being typed, on the screen too. c: the key. */
  eraser(what: "char" | "word" | "line", c: number): void {
    const { line } = this;
    if (line.head === line.canon_head) return;
    if (what === "line") {
      if (!this.#l(ECHO)) {
        line.head = line.canon_head;
        return;
      }
      if (!this.#l(ECHOK) || !this.#l(ECHOKE) || !this.#l(ECHOE)) {
        line.head = line.canon_head;
        this.finish_erasing();
        this.echo(c);
        if (this.#l(ECHOK)) this.raw(10);
        return;
      }
    }
    let seen_word = false;
    while (line.head !== line.canon_head) {
      let head = line.head;
      // all bytes of a UTF-8 character go together
      do {
        head--;
        c = line.buf[head & MASK];
      } while (this.#continuation(c) && head !== line.canon_head);
      if (this.#continuation(c)) break;
      if (what === "word") {
        if (is_word(c)) seen_word = true;
        else if (seen_word) break;
      }
      const gone = line.head - head;
      line.head = head;
      if (this.#l(ECHO)) this.#rub_out(c, gone, what === "char");
      if (what === "char") break;
    }
    if (line.head === line.canon_head && this.#l(ECHO)) this.finish_erasing();
  }

  #rub_out(c: number, gone: number, single: boolean): void {
    const { line } = this;
    if (this.#l(ECHOPRT)) {
      if (!this.erasing) {
        this.raw(0x5c);
        this.erasing = true;
      }
      this.echo(c);
      for (let i = 1; i < gone; i++) this.#put(line.buf[(line.head + i) & MASK]);
    } else if (single && !this.#l(ECHOE)) this.echo(this.tty.termios.c_cc[2]);
    else if (c === 9) {
      // back to where the tab began: count from the last one, or from the line's start
      let chars = 0;
      let at = line.head;
      let tab = false;
      while (at !== line.canon_head) {
        const x = line.buf[--at & MASK];
        if (x === 9) {
          tab = true;
          break;
        }
        if (iscntrl(x)) chars += this.#l(ECHOCTL) ? 2 : 0;
        else if (!this.#continuation(x)) chars++;
      }
      const from = tab ? chars : chars + this.#canon_column;
      for (let n = 8 - (from & 7); n > 0; n--) this.#back();
    } else {
      if (iscntrl(c) && this.#l(ECHOCTL)) this.#wipe();
      if (!iscntrl(c) || this.#l(ECHOCTL)) this.#wipe();
    }
  }

  #back(): void {
    this.#put(8);
    if (this.#column > 0) this.#column--;
  }
  #wipe(): void {
    this.#put(8);
    this.#put(32);
    this.#back();
  }
}
