// The tree of processes; one of them is looked at. Above: view.ts. Below: dom.ts.

import type { TaskScene } from "../../kernel/trace/scene.ts";
import { el } from "../dom.ts";

const STATES: Readonly<Record<TaskScene["state"], string>> = {
  R: "runs or could",
  S: "sleeps",
  T: "is stopped",
  Z: "has ended",
};

export class Tasks {
  readonly #tree = el("div", { class: "tasks mono" });
  readonly place = el(
    "section",
    { class: "pane", "aria-label": "Processes" },
    el("div", { class: "pane-head" }, el("h2", {}, "Processes")),
    this.#tree,
  );
  #shown = "";

  constructor(readonly pick: (pid: number) => void) {}

  show(tasks: readonly TaskScene[], chosen: number): void {
    const key = JSON.stringify([tasks, chosen]);
    if (key === this.#shown) return;
    this.#shown = key;
    const focused = (document.activeElement as HTMLElement | null)?.dataset.pid;
    const branch = (of: TaskScene): HTMLElement => {
      const threads = tasks.filter((t) => t.tgid === of.pid && t.pid !== of.pid);
      const children = tasks.filter((t) => t.parent === of.pid && t.tgid === t.pid && t.pid !== of.pid);
      const inner = [...threads, ...children];
      return el(
        "li",
        {},
        el(
          "button",
          {
            "data-pid": of.pid,
            "aria-pressed": String(of.pid === chosen),
            title: `${STATES[of.state]}${of.tgid !== of.pid ? `, a thread of ${of.tgid}` : ""}`,
            onclick: () => this.pick(of.pid),
          },
          el("span", { class: `task-state ${of.state}` }, of.state),
          ` ${of.pid} ${of.comm}`,
        ),
        inner.length > 0 && el("ul", {}, ...inner.map(branch)),
      );
    };
    const known = new Set(tasks.map((t) => t.pid));
    const roots = tasks.filter((t) => t.tgid === t.pid && !known.has(t.parent));
    const first = roots.length ? roots : tasks.slice(0, 1);
    this.#tree.replaceChildren(el("ul", {}, ...first.map(branch)));
    if (focused) this.#tree.querySelector<HTMLElement>(`[data-pid="${focused}"]`)?.focus();
  }
}
