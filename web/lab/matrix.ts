// Every interleaving on every kernel: a table of outcomes. A cell loads its run.
// Above: view.ts. Below: runs.ts, stories.ts.

import { el } from "../dom.ts";
import type { LabChoice } from "./protocol.ts";
import type { Runs } from "./runs.ts";
import { laneOf, orders, outcomeOf, type Story } from "./stories.ts";

/** An order as coloured letters, with words for those who do not see them. */
export function pips(story: Story, order: string): HTMLElement {
  const words = [...order].map((l) => story.lanes[laneOf(l)].who).join(", ");
  const e = el("span", { class: "lab-pips", role: "img", "aria-label": words, title: words });
  for (const l of order)
    e.append(el("span", { class: `lane-${l}` }, story.lanes[laneOf(l)].who[0].toUpperCase()));
  return e;
}

export class Matrix {
  readonly place = el("div", { class: "lab-matrix" });
  readonly #cells = new Map<string, HTMLButtonElement>();
  /** Row and column of the cell that Tab leads to. */
  #at: [row: number, column: number] = [0, 0];
  #columns: { kernel: string; option: string }[] = [];
  #orders: string[] = [];
  #story: Story | null = null;

  constructor(
    readonly runs: Runs,
    readonly choose: (choice: LabChoice) => void,
    readonly failed: (message: string) => void,
  ) {}

  show(story: Story, now: LabChoice): void {
    if (this.#story !== story) this.#build(story);
    const column = this.#columns.findIndex((c) => c.kernel === now.kernel && c.option === now.option);
    this.#at = [this.#orders.indexOf(now.order), column];
    for (const [key, cell] of this.#cells) {
      const current = key === this.#at.join();
      cell.tabIndex = current ? 0 : -1;
      if (current) cell.setAttribute("aria-current", "true");
      else cell.removeAttribute("aria-current");
    }
  }

  #build(story: Story): void {
    this.#story = story;
    this.#orders = orders(story);
    const options = story.options.length ? story.options : [{ id: "", label: "", about: "" }];
    this.#columns = options.flatMap((o) => story.kernels.map(([kernel]) => ({ kernel, option: o.id })));
    this.#cells.clear();
    const head = el("thead");
    if (story.options.length) {
      const row = el("tr", {}, el("td"));
      for (const o of options)
        row.append(
          el(
            "th",
            { scope: "colgroup", colspan: story.kernels.length },
            el("code", {}, o.label),
            ` ${o.about}`,
          ),
        );
      head.append(row);
    }
    const kernels = el("tr", {}, el("th", { scope: "col" }, "Order"));
    for (const { kernel } of this.#columns) {
      const about = story.kernels.find(([k]) => k === kernel)?.[1];
      const [base, change] = kernel.split(/(?=[+-])/);
      kernels.append(
        el("th", { scope: "col", title: about }, base, change && el("small", {}, `${change[0]} commit`)),
      );
    }
    head.append(kernels);
    const body = el("tbody");
    this.#orders.forEach((order, r) => {
      const row = el("tr", {}, el("th", { scope: "row" }, pips(story, order)));
      this.#columns.forEach((column, c) => {
        const cell = el(
          "button",
          {
            class: "lab-cell",
            tabindex: -1,
            onclick: () => this.choose({ order, ...column }),
            onkeydown: (e: KeyboardEvent) => this.#key(e, r, c),
          },
          "…",
        );
        this.#cells.set(`${r},${c}`, cell);
        row.append(el("td", {}, cell));
      });
      body.append(row);
    });
    this.place.replaceChildren(
      el(
        "table",
        {},
        el("caption", { class: "unseen" }, "Every order on every kernel, and what comes of it"),
        head,
        body,
      ),
    );
    void this.#fill(story);
  }

  async #fill(story: Story): Promise<void> {
    for (const [r, order] of this.#orders.entries()) {
      for (const [c, column] of this.#columns.entries()) {
        try {
          const run = await this.runs.play(story, { order, ...column });
          if (this.#story !== story) return;
          const outcome = outcomeOf(story, run.outcome);
          const cell = this.#cells.get(`${r},${c}`)!;
          cell.textContent = outcome.short;
          cell.classList.add(outcome.good ? "good" : "bad");
          cell.title = outcome.text;
        } catch (e) {
          return this.failed((e as Error).message);
        }
      }
    }
    this.place.dataset.filled = story.id;
  }

  #key(e: KeyboardEvent, r: number, c: number): void {
    const [dr, dc] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      e.key
    ] ?? [0, 0];
    if (!dr && !dc) return;
    e.preventDefault();
    this.#cells.get(`${r + dr},${c + dc}`)?.focus();
  }
}
