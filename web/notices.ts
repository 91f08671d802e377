// Messages in the corner, and what only screen readers get. Above: main.ts. Below: dom.ts.

import { el, ICONS, icon } from "./dom.ts";
import type { Notice } from "./page.ts";

const STAYS = 6000;

export class Notices {
  readonly #place: HTMLElement;
  readonly #spoken: HTMLElement;

  constructor() {
    this.#place = el("div", { class: "notices", role: "status", "aria-live": "polite" });
    this.#spoken = el("div", { class: "unseen", "aria-live": "polite" });
    document.body.append(this.#place, this.#spoken);
  }

  show(notice: Notice): void {
    const { text, kind = "info", actions = [] } = notice;
    const gone = () => box.remove();
    const box = el(
      "div",
      { class: `notice ${kind}` },
      el("p", {}, text),
      ...actions.map(({ label, run }) =>
        el(
          "button",
          {
            onclick: () => {
              gone();
              run();
            },
          },
          label,
        ),
      ),
      el("button", { class: "bare", "aria-label": "Dismiss", onclick: gone }, icon(ICONS.close)),
    );
    this.#place.append(box);
    while (this.#place.children.length > 4) this.#place.firstChild?.remove();
    const stays = notice.stays ?? (actions.length ? 0 : STAYS);
    if (stays) setTimeout(gone, stays);
  }

  say(text: string): void {
    this.#spoken.textContent = text;
  }
}
