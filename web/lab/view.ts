// The race lab: a story's timeline, its kernel and option, what came of it, and the table of all its interleavings.
// Above: views.ts. Below: timeline.ts, matrix.ts, runs.ts, stories.ts.

import "./lab.css";
import { el } from "../dom.ts";
import type { Page } from "../page.ts";
import type { Mounted } from "../views.ts";
import { Matrix, pips } from "./matrix.ts";
import type { LabChoice, LabRun } from "./protocol.ts";
import { Runs } from "./runs.ts";
import { outcomeOf, possible, STORIES, type Story, storyOf } from "./stories.ts";
import { Timeline, wordFor } from "./timeline.ts";

class LabView implements Mounted {
  readonly #runs = new Runs();
  readonly #matrix: Matrix;
  readonly #timeline: Timeline;
  readonly #tabs = el("nav", { class: "lab-stories", "aria-label": "Races" });
  readonly #title = el("h1");
  readonly #lead = el("p", { class: "lead" });
  readonly #options = el("div", {
    class: "lab-options",
    role: "group",
    "aria-label": "How the socket is bound",
  });
  readonly #kernel = el("select", { id: "lab-kernel" });
  readonly #outcome = el("div", { class: "lab-outcome", role: "status" });
  #story: Story = STORIES[0];
  #choice: LabChoice = STORIES[0].start;

  constructor(
    place: HTMLElement,
    readonly page: Page,
  ) {
    this.#timeline = new Timeline((order) => this.#choose({ ...this.#choice, order }));
    this.#matrix = new Matrix(
      this.#runs,
      (choice) => {
        this.#choose(choice);
        this.#timeline.place.scrollIntoView({ block: "nearest" });
      },
      (message) => this.#failed(message),
    );
    this.#kernel.addEventListener("change", () =>
      this.#choose({ ...this.#choice, kernel: this.#kernel.value }),
    );
    for (const s of STORIES) this.#tabs.append(el("a", { href: `#lab/${s.id}` }, s.title));
    place.append(
      el(
        "div",
        { class: "lab-view" },
        this.#tabs,
        el("div", { class: "lab-intro" }, this.#title, this.#lead),
        el(
          "div",
          { class: "lab-bar" },
          this.#options,
          el("label", { class: "row", for: "lab-kernel" }, "Kernel", this.#kernel),
          el("p", { class: "hint" }, "Drag the steps up and down: time runs downwards."),
        ),
        this.#timeline.place,
        this.#outcome,
        el("h2", {}, "Every order, on every kernel"),
        el(
          "p",
          { class: "hint" },
          "Each cell is a run of its own: a kernel booted, the real program in it, its system calls in that order. Click one to see it above.",
        ),
        this.#matrix.place,
      ),
    );
  }

  /** STORY/ORDER/KERNEL/OPTION, from the left as far as given. */
  show(argument: string): void {
    const [id, order, kernel, option] = argument.split("/");
    const story = storyOf(id);
    const { start } = story;
    this.#open(story, {
      order: order && possible(story, order) ? order : start.order,
      kernel: story.kernels.some(([k]) => k === kernel) ? kernel : start.kernel,
      option: story.options.some((o) => o.id === option) ? option : start.option,
    });
  }

  #open(story: Story, choice: LabChoice): void {
    this.#story = story;
    this.#title.textContent = story.title;
    this.#lead.replaceChildren(
      story.lead,
      " ",
      el(
        "a",
        { href: `https://git.kernel.org/torvalds/c/${story.commit}`, target: "_blank", rel: "noreferrer" },
        `Linux ${story.commit}`,
      ),
    );
    for (const [i, link] of [...this.#tabs.children].entries())
      if (STORIES[i] === story) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    this.#options.hidden = story.options.length === 0;
    this.#options.replaceChildren(
      ...story.options.map((o) =>
        el(
          "button",
          { "data-option": o.id, onclick: () => this.#choose({ ...this.#choice, option: o.id }) },
          el("code", {}, o.label),
          el("span", { class: "muted" }, o.about),
        ),
      ),
    );
    this.#kernel.replaceChildren(
      ...story.kernels.map(([k, about]) => el("option", { value: k }, `Linux ${k}: ${about}`)),
    );
    this.#choose(choice);
  }

  #choose(choice: LabChoice): void {
    const story = this.#story;
    this.#choice = { order: choice.order, kernel: choice.kernel, option: choice.option };
    const { order, kernel, option } = choice;
    history.replaceState(null, "", `#lab/${[story.id, order, kernel, option].filter(Boolean).join("/")}`);
    this.#kernel.value = kernel;
    for (const b of this.#options.children)
      b.setAttribute("aria-pressed", String((b as HTMLElement).dataset.option === option));
    const known = this.#runs.known(story, choice);
    this.#timeline.show(story, order, known);
    this.#showOutcome(known);
    const now = this.#choice;
    if (!known)
      this.#runs.play(story, choice).then(
        (run) => {
          if (this.#choice !== now) return;
          this.#timeline.show(story, order, run);
          this.#showOutcome(run);
        },
        (e: Error) => this.#failed(e.message),
      );
    this.#matrix.show(story, choice);
  }

  #showOutcome(run: LabRun | undefined): void {
    const story = this.#story;
    const outcome = run && outcomeOf(story, run.outcome);
    if (!run || !outcome) {
      this.#outcome.className = "lab-outcome";
      this.#outcome.replaceChildren("It runs …");
      return;
    }
    this.#outcome.className = `lab-outcome ${outcome.good ? "good" : "bad"}`;
    // the step that decided: the last that was refused, or the last of the lane that wanted something
    const decisive =
      run.moments.findLast((m) => m.error) ??
      run.moments.findLast((m) => m.lane === (story.id === "bind" ? 0 : story.lanes.length - 1));
    const word = decisive && wordFor(story, decisive);
    this.#outcome.replaceChildren(
      pips(story, run.order),
      el(
        "div",
        {},
        el("strong", {}, outcome.text),
        word && el("p", {}, "So said ", el("code", {}, word.by), `: ${word.text}`),
      ),
    );
  }

  #failed(message: string): void {
    this.#outcome.className = "lab-outcome bad";
    this.#outcome.replaceChildren(`The lab cannot run: ${message}`);
  }
}

export const mount = (place: HTMLElement, page: Page): Mounted => new LabView(place, page);
