// The editor: a textarea, and under it the same text in colours; line numbers, on which breakpoints are set.
// Above: view.ts. Below: docs.ts.

import { el } from "../dom.ts";
import { tokens } from "./docs.ts";

export interface EditorHears {
  changed(): void;
  /** The line that the caret is on or the mouse is over, from 1. */
  line(n: number): void;
  breakpoint(line: number): void;
}

export class Editor {
  readonly #text = el("textarea", {
    class: "play-text",
    spellcheck: "false",
    autocapitalize: "off",
    autocomplete: "off",
    "aria-label": "Assembly program",
    "aria-describedby": "play-doc",
  });
  readonly #colours = el("pre", { class: "play-colours", "aria-hidden": "true" });
  readonly #gutter = el("div", { class: "play-gutter" });
  readonly place = el(
    "div",
    { class: "play-editor mono" },
    this.#gutter,
    el("div", { class: "play-page" }, this.#colours, this.#text),
  );
  #breakpoints: ReadonlySet<number> = new Set();
  #current = 0;
  #wrong = 0;
  #over = 0;

  constructor(readonly hears: EditorHears) {
    this.#text.addEventListener("input", () => {
      this.#draw();
      hears.changed();
    });
    for (const e of ["keyup", "click", "focus"] as const)
      this.#text.addEventListener(e, () => hears.line(this.#caretLine()));
    this.#text.addEventListener("mousemove", (e) => {
      const n = this.#lineAt(e.clientY);
      if (n === this.#over) return;
      this.#over = n;
      hears.line(n);
    });
    this.#text.addEventListener("mouseleave", () => {
      this.#over = 0;
      hears.line(this.#caretLine());
    });
    this.#text.addEventListener("keydown", (e) => this.#key(e));
  }

  get source(): string {
    return this.#text.value;
  }

  set source(text: string) {
    this.#text.value = text;
    this.#text.setSelectionRange(0, 0);
    this.#draw();
  }

  lineText(n: number): string {
    return this.source.split("\n")[n - 1] ?? "";
  }

  /** current: the next instruction's line; wrong: the one that cannot be assembled; 0: none. */
  mark(current: number, wrong: number, breakpoints: ReadonlySet<number>): void {
    this.#current = current;
    this.#wrong = wrong;
    this.#breakpoints = breakpoints;
    this.#draw();
    if (current) this.#colours.children[current - 1]?.scrollIntoView({ block: "nearest" });
  }

  /** Tab indents only where Escape has not just been pressed: by keyboard one must be able to leave. */
  #leaving = false;
  #key(e: KeyboardEvent): void {
    if (e.key === "Escape") {
      this.#leaving = true;
      return;
    }
    if (e.key === "Tab" && !e.shiftKey && !this.#leaving) {
      e.preventDefault();
      const { selectionStart: at } = this.#text;
      const column = at - (this.source.lastIndexOf("\n", at - 1) + 1);
      // execCommand keeps the undo history, which setRangeText does not
      document.execCommand("insertText", false, " ".repeat(8 - (column % 8)));
    }
    this.#leaving = false;
  }

  #caretLine(): number {
    return this.source.slice(0, this.#text.selectionStart).split("\n").length;
  }

  #lineAt(y: number): number {
    const first = this.#colours.firstElementChild?.getBoundingClientRect();
    if (!first?.height) return 1;
    return Math.max(1, Math.floor((y - first.top) / first.height) + 1);
  }

  #draw(): void {
    const lines = this.source.split("\n");
    this.#colours.replaceChildren(
      ...lines.map((line, i) => {
        const n = i + 1;
        const state = `${n === this.#current ? "current" : ""} ${n === this.#wrong ? "wrong" : ""}`;
        return el(
          "div",
          { class: `play-line ${state}` },
          ...tokens(line).map((t) => (t.kind ? el("span", { class: `t-${t.kind}` }, t.text) : t.text)),
          "\n",
        );
      }),
    );
    this.#text.rows = lines.length + 1;
    this.#gutter.replaceChildren(
      ...lines.map((_, i) => {
        const n = i + 1;
        const broken = this.#breakpoints.has(n);
        return el(
          "button",
          {
            class: `${broken ? "broken" : ""} ${n === this.#current ? "current" : ""}`,
            tabindex: -1,
            title: broken ? "Take the breakpoint away" : "Set a breakpoint",
            "aria-label": `Breakpoint in line ${n}`,
            "aria-pressed": String(broken),
            onclick: () => this.hears.breakpoint(n),
          },
          String(n),
        );
      }),
    );
  }
}
