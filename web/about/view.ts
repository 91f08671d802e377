// What this is, how to use it by keyboard, what it can and cannot. Above: views.ts. Below: dom.ts.

import "./about.css";
import { el } from "../dom.ts";
import type { Page } from "../page.ts";
import { type Mounted, views } from "../views.ts";

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [["F6"], "leaves the terminal, to its tab: from there Tab goes on through the page"],
  [["←", "→"], "go from one terminal's tab to the next; Delete closes one"],
  [["Ctrl", "C"], "interrupts the program; with text selected, copies it"],
  [["F10"], "one instruction forwards, in the machine and the playground; with Shift, one back"],
  [["↑", "↓"], "move a step of the race lab, when its handle has the focus"],
  [["Ctrl", "V"], "pastes (as does Ctrl Shift V)"],
];

const FACTS: readonly (readonly [what: string, text: string])[] = [
  [
    "The processor",
    "A 32-bit, big-endian PA-RISC, of which every instruction of versions 1.1 and 2.0 (narrow) is here. Code that runs often is translated to WebAssembly while it runs.",
  ],
  [
    "The kernel",
    "No Linux kernel is emulated: it is one of our own, in TypeScript, that behaves as Linux does, error numbers included. It can be several releases; choose one above and it boots anew.",
  ],
  [
    "The programs",
    "Unmodified Linux/parisc programs, such as gcc makes for hppa-linux-gnu. Drag one onto the page and run it.",
  ],
  [
    "Where it runs",
    "In a worker of this tab. There is no server behind it: what you do here stays in your browser, and is gone with the tab unless you keep it (the state, at the top right).",
  ],
];

export function mount(place: HTMLElement, page: Page): Mounted {
  const list = el("ul", { class: "about-views" });
  for (const { id, title, about } of views) {
    if (id === "about") continue;
    list.append(el("li", {}, el("a", { href: `#${id}` }, el("strong", {}, title), el("span", {}, about))));
  }
  const facts = el("dl");
  for (const [what, text] of FACTS) facts.append(el("dt", {}, what), el("dd", {}, text));
  const keys = el("table", { class: "about-keys" }, el("caption", { class: "unseen" }, "Keys"));
  for (const [names, does] of KEYS) {
    const cell = el("th", { scope: "row" });
    for (const name of names) cell.append(el("kbd", {}, name), " ");
    keys.append(el("tr", {}, cell, el("td", {}, does)));
  }
  place.append(
    el(
      "article",
      { class: "prose about-view" },
      el("h1", {}, "A parisc Linux that you can see into"),
      el(
        "p",
        { class: "lead" },
        "HP's PA-RISC workstations ran Linux, and Debian still builds for them. This page is such a machine: it boots in a second, in a tab, and hides nothing of what happens inside.",
      ),
      el(
        "p",
        { class: "row" },
        el("button", { class: "primary", onclick: () => page.go("terminal") }, "To the terminal"),
      ),
      list,
      el("h2", {}, "What it is"),
      facts,
      el("h2", {}, "Two tabs, one wire"),
      el(
        "p",
        {},
        "Every tab with this page is a machine on one Ethernet, with an address of its own: it stands at the top right. Open a second tab and ping the first.",
      ),
      el("h2", {}, "By keyboard"),
      keys,
    ),
  );
  return {};
}
