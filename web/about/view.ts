// What this is. Above: views.ts. Below: dom.ts.

import { el } from "../dom.ts";
import type { Page } from "../page.ts";
import type { Mounted } from "../views.ts";

export function mount(place: HTMLElement, page: Page): Mounted {
  place.append(
    el(
      "div",
      { class: "prose" },
      el("h1", {}, "A parisc Linux that you can see into"),
      el("button", { onclick: () => page.go("terminal") }, "To the terminal"),
    ),
  );
  return {};
}
