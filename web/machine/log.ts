// System calls as they are made, newest at the end, with a filter. Above: view.ts. Below: dom.ts.

import { el } from "../dom.ts";
import type { LogLine } from "./protocol.ts";

/** Lines kept, and lines shown: the page must stay quick. */
const KEPT = 5000;
const SHOWN = 300;

export class Log {
  readonly #filter = el("input", {
    type: "search",
    placeholder: "filter: open, sh, ENOENT, %network …",
    "aria-label": "Filter by name, program, number, error or %family",
  });
  readonly #count = el("span", { class: "muted" });
  readonly #body = el("div", {
    class: "log mono",
    tabindex: 0,
    role: "log",
    "aria-live": "off",
    "aria-label": "System calls",
  });
  readonly #on = el("button", { "aria-pressed": "true", onclick: () => this.#toggle() }, "Log");
  readonly place = el(
    "section",
    { class: "pane", "aria-label": "System calls" },
    el(
      "div",
      { class: "pane-head" },
      el("h2", {}, "System calls"),
      this.#filter,
      this.#on,
      el("button", { onclick: () => this.clear() }, "Clear"),
      this.#count,
    ),
    this.#body,
  );
  #lines: LogLine[] = [];
  #missed = 0;
  on = true;

  constructor(readonly switched: () => void) {
    this.#filter.addEventListener("input", () => this.#draw());
    this.#draw();
  }

  add(lines: readonly LogLine[], missed: number): void {
    this.#lines.push(...lines);
    this.#missed += missed;
    if (this.#lines.length > KEPT) this.#lines.splice(0, this.#lines.length - KEPT);
    this.#draw();
  }

  #toggle(): void {
    this.on = !this.on;
    this.#on.setAttribute("aria-pressed", String(this.on));
    this.switched();
  }

  clear(): void {
    this.#lines = [];
    this.#missed = 0;
    this.#draw();
  }

  /** All words must fit: of a name, a program, a number, an error, %family. */
  #fits(): (l: LogLine) => boolean {
    const words = this.#filter.value.trim().split(/\s+/).filter(Boolean);
    return (l) =>
      words.every((w) => {
        if (w.startsWith("%")) return l.family.startsWith(w.slice(1).toLowerCase());
        const lower = w.toLowerCase();
        return (
          l.name.includes(lower) ||
          l.comm.includes(lower) ||
          String(l.pid) === w ||
          l.error.toLowerCase() === lower
        );
      });
  }

  #draw(): void {
    const found = this.#lines.filter(this.#fits());
    const stays = this.#body.scrollHeight - this.#body.scrollTop - this.#body.clientHeight > 40;
    this.#body.replaceChildren(
      ...found
        .slice(-SHOWN)
        .map((l) =>
          el(
            "div",
            { class: l.error ? "bad" : undefined },
            el("span", { class: "log-who" }, `${l.comm} ${l.pid}`),
            el("span", { title: l.text }, l.text),
          ),
        ),
    );
    if (found.length === 0)
      this.#body.append(
        el(
          "p",
          { class: "hint" },
          this.#lines.length
            ? "No call fits the filter."
            : "Type something in a terminal: its calls come here.",
        ),
      );
    if (!stays) this.#body.scrollTop = this.#body.scrollHeight;
    this.#count.textContent = `${found.length} calls${this.#missed ? `, ${this.#missed} more were too fast` : ""}`;
  }
}
