// The instructions around the present one: breakpoints by click, run to a line. One line is in the Tab order; arrow keys go
// on from it. Above: view.ts. Below: format.ts.

import { rowOf } from "../../emulator/disasm/disassemble.ts";
import { insnByName } from "../../emulator/isa/table.ts";
import { el } from "../dom.ts";
import { hex8 } from "./format.ts";
import type { CodeLine, ProcessLook } from "./protocol.ts";

export interface CodeActs {
  breakpoint(address: number): void;
  runTo(address: number): void;
}

/** What a word's instruction does, by the table. */
function doesOf(line: CodeLine): string {
  const row = rowOf(line.word);
  const does = row && (row.does ?? insnByName(row.name)?.does);
  return does ? `${row.mnemonic}: ${does}` : "";
}

export class Code {
  readonly #lines = el("ol", { class: "code-lines mono", "aria-label": "Instructions" });
  readonly #where = el("span", { class: "muted" });
  readonly #empty = el("p", { class: "empty" });
  readonly #does = el("p", { class: "code-does" });
  readonly place = el(
    "section",
    { class: "pane code", "aria-label": "Code" },
    el("div", { class: "pane-head" }, el("h2", {}, "Code"), this.#where),
    this.#empty,
    this.#lines,
    this.#does,
  );

  constructor(readonly acts: CodeActs) {}

  show(p: ProcessLook | null, breakpoints: ReadonlySet<number>, why: string): void {
    this.#where.textContent = p ? `${p.comm} [${p.pid}] ${p.symbol}` : "";
    this.#empty.textContent = p ? "" : why;
    const had = this.#lines.contains(document.activeElement);
    this.#lines.replaceChildren(
      ...(p?.code ?? []).map((line) => this.#line(p!, line, breakpoints.has(line.address))),
    );
    const here = p?.code.find((l) => l.address === p.pc);
    this.#does.textContent = !p
      ? ""
      : p.call
        ? `In the kernel, which serves ${p.call}; it comes back to the marked instruction.`
        : here
          ? doesOf(here)
          : "";
    const current = this.#lines.querySelector<HTMLElement>(".current");
    if (current) {
      const { offsetTop } = current;
      this.#lines.scrollTop = offsetTop - this.#lines.clientHeight / 3;
      current.querySelector<HTMLElement>(".at")!.tabIndex = 0;
      if (had) current.querySelector<HTMLElement>(".at")!.focus({ preventScroll: true });
    }
  }

  #line(p: ProcessLook, l: CodeLine, broken: boolean): HTMLElement {
    const current = l.address === p.pc;
    const at = el(
      "button",
      {
        class: "at",
        tabindex: -1,
        title: "Run to here",
        "aria-label": `${hex8(l.address)} ${l.text}${current ? ", the next one" : ""}${broken ? ", breakpoint" : ""}`,
        onclick: () => this.acts.runTo(l.address),
        onkeydown: (e: KeyboardEvent) => this.#key(e, l.address),
      },
      hex8(l.address),
    );
    return el(
      "li",
      { class: `${current ? "current" : ""} ${broken ? "broken" : ""}`, "aria-current": current && "step" },
      l.symbol && el("div", { class: "code-symbol" }, l.symbol),
      el("button", {
        class: "gutter",
        tabindex: -1,
        title: broken ? "Take the breakpoint away" : "Set a breakpoint",
        "aria-label": `Breakpoint at ${hex8(l.address)}`,
        "aria-pressed": String(broken),
        onclick: () => this.acts.breakpoint(l.address),
      }),
      at,
      el("span", { class: "code-word" }, hex8(l.word)),
      el("span", { class: "code-text", title: doesOf(l) || undefined }, l.text),
    );
  }

  #key(e: KeyboardEvent, address: number): void {
    if (e.key === "b" || e.key === " ") {
      e.preventDefault();
      this.acts.breakpoint(address);
      return;
    }
    const by = { ArrowUp: -1, ArrowDown: 1 }[e.key];
    if (!by) return;
    e.preventDefault();
    const all = [...this.#lines.querySelectorAll<HTMLElement>(".at")];
    all[all.indexOf(e.target as HTMLElement) + by]?.focus();
  }
}
