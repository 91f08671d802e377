// The timeline: a row a step, a column a lane, time running down. Steps are dragged, or moved with the arrow keys.
// Above: view.ts. Below: picture.ts, stories.ts.

import { el } from "../dom.ts";
import { picture } from "./picture.ts";
import type { LabMoment, LabRun } from "./protocol.ts";
import { laneLetter, moved, type Story, stepsOf, type Word } from "./stories.ts";

/** What the kernel's answer means, if we have words for it. */
export const wordFor = (story: Story, m: LabMoment): Word | undefined =>
  story.words.find((w) => w.call.test(m.call) && w.error === m.error);

export class Timeline {
  readonly place = el("div", { class: "lab-timeline" });
  #story!: Story;
  #order = "";
  /** The step that is held, by its place. */
  #held: { at: number; pointer: number } | null = null;
  readonly #move: (order: string) => void;

  /** move: the reader wants this order. */
  constructor(move: (order: string) => void) {
    this.#move = move;
    this.place.addEventListener("pointermove", (e) => this.#drag(e));
    for (const end of ["pointerup", "pointercancel"] as const)
      this.place.addEventListener(end, () => this.#drop());
  }

  /** run: what came of it, once that is known. */
  show(story: Story, order: string, run: LabRun | undefined): void {
    const focused = this.#focused();
    this.#story = story;
    this.#order = order;
    this.place.style.setProperty("--lanes", String(story.lanes.length));
    const head = el("div", { class: "lab-heads", "aria-hidden": "true" }, el("span"));
    story.lanes.forEach((lane, i) => {
      head.append(
        el(
          "div",
          { class: `lab-head lane-${laneLetter(i)}` },
          el("strong", {}, lane.who),
          el("span", {}, lane.what),
        ),
      );
    });
    head.append(
      el(
        "div",
        { class: "lab-head" },
        el("strong", {}, "The kernel's answer"),
        el("span", {}, "and how the devices stand then"),
      ),
    );
    const rows = el("ol", { class: "lab-rows" });
    for (const [at, { lane, step }] of stepsOf(order).entries()) rows.append(this.#row(at, lane, step, run));
    this.place.replaceChildren(head, rows);
    if (focused) this.#handle(focused)?.focus();
  }

  #row(at: number, lane: number, step: number, run: LabRun | undefined): HTMLElement {
    const { lanes } = this.#story;
    const { title, why } = lanes[lane].steps[step];
    const m = run?.moments[at];
    const word = m && wordFor(this.#story, m);
    const many = this.#order.length;
    const handle = el(
      "button",
      {
        class: "lab-handle",
        "data-step": `${lane} ${step}`,
        "aria-label": `${lanes[lane].who}: ${title}. Step ${at + 1} of ${many}. Arrow up and down move it.`,
        title: "Drag it, or press ↑ ↓",
        onkeydown: (e: KeyboardEvent) => this.#key(e, at),
      },
      "⠿",
    );
    const chip = el(
      "div",
      {
        class: `lab-step lane-${laneLetter(lane)} ${this.#held?.at === at ? "held" : ""}`,
        style: `--lane: ${lane}`,
        onpointerdown: (e: PointerEvent) => this.#grab(e, at),
      },
      handle,
      el(
        "div",
        { class: "lab-what" },
        el("span", { class: "lab-who" }, lanes[lane].who),
        el("strong", {}, title),
        el("span", { class: "lab-why" }, why),
      ),
    );
    const said = el("div", { class: "lab-said" });
    if (m) {
      const outcome = m.error || "ok";
      said.append(
        el(
          "div",
          { class: "lab-call" },
          el("code", { title: m.call }, m.call),
          el("span", { class: `lab-result ${m.error ? "bad" : "good"}` }, outcome),
        ),
      );
      if (word) said.append(el("p", {}, el("code", {}, word.by), ` ${word.text}`));
      const before = at ? run.moments[at - 1].devices : run.before;
      said.append(picture(m.devices, before, m.bound));
    }
    return el("li", { class: "lab-row" }, el("span", { class: "lab-number" }, String(at + 1)), chip, said);
  }

  #focused(): string | undefined {
    const e = document.activeElement;
    return e instanceof HTMLElement && this.place.contains(e) ? e.dataset.step : undefined;
  }

  #handle(step: string): HTMLElement | null {
    return this.place.querySelector(`[data-step="${step}"]`);
  }

  #key(e: KeyboardEvent, at: number): void {
    const by = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[e.key];
    if (!by) return;
    e.preventDefault();
    const order = moved(this.#story, this.#order, at, at + by);
    if (order !== this.#order) this.#move(order);
  }

  #grab(e: PointerEvent, at: number): void {
    // fingers scroll the page, but for the handle
    if (e.button !== 0 || (e.pointerType === "touch" && !(e.target as HTMLElement).closest(".lab-handle")))
      return;
    this.#held = { at, pointer: e.pointerId };
    // the row itself is made anew while it is dragged
    this.place.setPointerCapture(e.pointerId);
    this.place.classList.add("dragging");
    const { lane, step } = stepsOf(this.#order)[at];
    this.#handle(`${lane} ${step}`)?.focus({ preventScroll: true });
    e.preventDefault();
  }

  #drag(e: PointerEvent): void {
    if (!this.#held || e.pointerId !== this.#held.pointer) return;
    const rows = [...this.place.querySelectorAll<HTMLElement>(".lab-row")];
    const { at } = this.#held;
    // past the middle of a neighbour
    let to = at;
    while (to > 0 && e.clientY < middle(rows[to - 1])) to--;
    while (to < rows.length - 1 && e.clientY > middle(rows[to + 1])) to++;
    if (to === at) return;
    const next = at + Math.sign(to - at);
    const order = moved(this.#story, this.#order, at, next);
    if (order === this.#order) return;
    this.#held.at = next;
    this.#move(order);
  }

  #drop(): void {
    if (!this.#held) return;
    this.#held = null;
    this.place.classList.remove("dragging");
    this.place.querySelector(".held")?.classList.remove("held");
  }
}

function middle(row: HTMLElement): number {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
