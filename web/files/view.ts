// The guest's files. Above: views.ts. Below: dom.ts.

import { el } from "../dom.ts";
import type { Page } from "../page.ts";
import type { Mounted } from "../views.ts";

export function mount(place: HTMLElement, _page: Page): Mounted {
  place.append(el("div", { class: "prose" }, el("h1", {}, "Files")));
  return {};
}
