// Registers: general, space, control and floating-point ones, the PSW's bits by name; what changed since the last look is
// lit. Above: view.ts, play/view.ts. Below: format.ts, emulator/isa (names).

import { CR_NAMES, FR_NAMES, GR_NAMES, SR_NAMES } from "../../emulator/isa/registers.ts";
import { el } from "../dom.ts";
import { hex8 } from "./format.ts";
import type { ProcessLook } from "./protocol.ts";

/** Bits of the PSW from the left, and what each means (1.1 manual, chapter 2; bit 24 is 2.0's). */
const PSW_BITS: readonly (readonly [bit: number, letter: string, what: string])[] = [
  [0, "Y", "data debug trap is put off"],
  [1, "Z", "instruction debug trap is put off"],
  [5, "E", "little endian"],
  [6, "S", "interval timer for the system only"],
  [7, "T", "trap at taken branches"],
  [8, "H", "trap at higher privilege"],
  [9, "L", "trap at lower privilege"],
  [10, "N", "the next instruction is nullified"],
  [11, "X", "data memory break is off"],
  [12, "B", "the last instruction was a taken branch"],
  [13, "C", "code addresses are translated"],
  [14, "V", "divide step's intermediate bit"],
  [15, "M", "machine checks are held back"],
  [27, "R", "recovery counter is on"],
  [28, "Q", "interruption state is collected"],
  [29, "P", "protection is checked"],
  [30, "D", "data addresses are translated"],
  [31, "I", "external interruptions are taken"],
];
/** Where the eight carries are, first one. */
const CARRIES = 16;

/** What the runtime architecture uses general registers for. */
const GR_USES: Readonly<Record<number, string>> = {
  0: "always 0",
  2: "return address",
  20: "system call's number",
  23: "argument 3",
  24: "argument 2",
  25: "argument 1",
  26: "argument 0",
  27: "data pointer",
  28: "result",
  29: "result, second word",
  30: "stack pointer",
  31: "return address of millicode and system calls",
};

const bit = (psw: number, n: number): boolean => ((psw >>> (31 - n)) & 1) !== 0;

type Kind = "General" | "Space, control" | "Floating point";
const KINDS: readonly Kind[] = ["General", "Space, control", "Floating point"];

export class Registers {
  readonly place = el("section", { class: "pane registers", "aria-label": "Registers" });
  readonly #tabs = el("div", { class: "pane-tabs", role: "group", "aria-label": "Which registers" });
  readonly #table = el("dl", { class: "reg-table mono" });
  readonly #psw = el("ul", { class: "psw", "aria-label": "Processor status word" });
  #kind: Kind = "General";
  #now: ProcessLook | null = null;
  #before: ProcessLook | null = null;

  /** pick: an address in a register was chosen. */
  constructor(readonly pick?: (address: number) => void) {
    for (const kind of KINDS)
      this.#tabs.append(
        el(
          "button",
          { "aria-pressed": String(kind === this.#kind), onclick: () => this.#choose(kind) },
          kind,
        ),
      );
    this.place.append(
      el("div", { class: "pane-head" }, el("h2", {}, "Registers"), this.#tabs),
      this.#table,
      el("h3", {}, "PSW"),
      this.#psw,
    );
  }

  show(now: ProcessLook | null, before: ProcessLook | null): void {
    this.#now = now;
    // of another process nothing has changed
    this.#before = before && now && before.pid === now.pid ? before : null;
    this.#draw();
  }

  #choose(kind: Kind): void {
    this.#kind = kind;
    for (const b of this.#tabs.children) b.setAttribute("aria-pressed", String(b.textContent === kind));
    this.#draw();
  }

  #draw(): void {
    const now = this.#now;
    this.#table.replaceChildren();
    this.#psw.replaceChildren();
    if (!now) return;
    const before = this.#before;
    this.#table.dataset.kind = this.#kind;
    const row = (name: string, value: number | string, was: number | string | undefined, title = "") => {
      const text = typeof value === "number" ? hex8(value) : value;
      const changed = was !== undefined && was !== value;
      const cell = el("dd", { class: changed ? "changed" : undefined });
      if (this.pick && typeof value === "number" && value > 0xfff)
        cell.append(
          el(
            "button",
            { class: "number", title: "Look at the memory there", onclick: () => this.pick!(value) },
            text,
          ),
        );
      else cell.append(text);
      this.#table.append(el("div", {}, el("dt", { title: title || undefined }, name), cell));
    };
    if (this.#kind === "General") {
      now.gr.forEach((v, i) => {
        row(GR_NAMES[i], v, before?.gr[i], `gr${i}${GR_USES[i] ? `: ${GR_USES[i]}` : ""}`);
      });
    } else if (this.#kind === "Space, control") {
      row("iaoq", now.iaoq[0], before?.iaoq[0], "Instruction address queue, front: what comes next");
      row("  back", now.iaoq[1], before?.iaoq[1], "Instruction address queue, back: what comes behind that");
      row("iasq", now.iasq[0], before?.iasq[0], "Space of the front");
      row("  back", now.iasq[1], before?.iasq[1], "Space of the back");
      now.sr.forEach((v, i) => {
        row(SR_NAMES[i], v, before?.sr[i]);
      });
      now.cr.forEach((v, i) => {
        if (i === 0 || i > 7) row(CR_NAMES[i], v, before?.cr[i], `cr${i}`);
      });
    } else {
      const pair = (p: ProcessLook, i: number) => `${hex8(p.fr[2 * i])} ${hex8(p.fr[2 * i + 1])}`;
      for (let i = 0; i < 32; i++) {
        const view = new DataView(new ArrayBuffer(8));
        view.setUint32(0, now.fr[2 * i]);
        view.setUint32(4, now.fr[2 * i + 1]);
        const title = i
          ? `as a double: ${view.getFloat64(0)}; left: ${view.getFloat32(0)}`
          : "status and exceptions";
        row(FR_NAMES[i], pair(now, i), before ? pair(before, i) : undefined, title);
      }
    }
    for (const [n, letter, what] of PSW_BITS) {
      const on = bit(now.psw, n);
      const changed = before && bit(before.psw, n) !== on;
      this.#psw.append(
        el(
          "li",
          { class: `${on ? "on" : ""} ${changed ? "changed" : ""}`, title: `${letter}: ${what}` },
          letter,
          el("span", { class: "unseen" }, on ? " is set: " : " is clear: ", what),
        ),
      );
    }
    const cb = (p: ProcessLook) => ((p.psw >>> (31 - CARRIES - 7)) & 0xff).toString(2).padStart(8, "0");
    this.#psw.append(
      el(
        "li",
        {
          class: `wide ${before && cb(before) !== cb(now) ? "changed" : ""}`,
          title: "C/B: the carries or borrows out of each of the eight digits",
        },
        `C/B ${cb(now)}`,
      ),
    );
  }
}
