// Bytes: the stack, memory at an address, and the map of what is where. Above: view.ts, play/view.ts. Below: format.ts.

import { el } from "../dom.ts";
import { address, hex2, hex8 } from "./format.ts";
import type { MemoryRow, ProcessLook } from "./protocol.ts";

const SP = 30;

/** Rows of 16 bytes; those that differ from before are lit. mark: an address to be marked. */
export function rowsOf(rows: readonly MemoryRow[], before: readonly MemoryRow[], mark = -1): HTMLElement {
  const was = new Map(before.map((r) => [r.address, r.bytes]));
  const list = el("div", { class: "bytes mono" });
  for (const { address: at, bytes } of rows) {
    const old = was.get(at);
    const hex = el("span", { class: "hex" });
    for (let w = 0; w < 16; w += 4) {
      const word = bytes.slice(w, w + 4);
      const text = word.map((b) => (b < 0 ? "··" : hex2(b))).join("");
      const changed = old && word.some((b, i) => old[w + i] !== b);
      hex.append(
        el("span", { class: `${changed ? "changed" : ""} ${mark === at + w ? "mark" : ""}` }, text),
        " ",
      );
    }
    const text = bytes.map((b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : "·")).join("");
    list.append(
      el("div", {}, el("span", { class: "bytes-at" }, hex8(at)), hex, el("span", { class: "text" }, text)),
    );
  }
  return list;
}

type Kind = "Stack" | "Memory" | "Map";
const KINDS: readonly Kind[] = ["Stack", "Memory", "Map"];

export class MemoryPane {
  readonly #tabs = el("div", { class: "pane-tabs", role: "group", "aria-label": "Which memory" });
  readonly #body = el("div", { class: "pane-body", tabindex: 0, role: "region", "aria-label": "Bytes" });
  readonly #field = el("input", { "aria-label": "Address, hexadecimal", placeholder: "address", size: 10 });
  readonly #form = el("form", { class: "row" }, this.#field, el("button", {}, "Look"));
  readonly place = el(
    "section",
    { class: "pane memory", "aria-label": "Memory" },
    el("div", { class: "pane-head" }, el("h2", {}, "Memory"), this.#tabs, this.#form),
    this.#body,
  );
  #kind: Kind = "Stack";
  #now: ProcessLook | null = null;
  #before: ProcessLook | null = null;
  /** Where the user looks; null: not yet anywhere. */
  at: number | null = null;

  constructor(readonly asked: () => void) {
    for (const kind of KINDS)
      this.#tabs.append(
        el(
          "button",
          { "aria-pressed": String(kind === this.#kind), onclick: () => this.#choose(kind) },
          kind,
        ),
      );
    this.#form.addEventListener("submit", (e) => {
      e.preventDefault();
      const at = address(this.#field.value);
      this.#field.setCustomValidity(at === null ? "A hexadecimal address, such as 10000." : "");
      if (at === null) this.#field.reportValidity();
      else this.look(at);
    });
    this.#field.addEventListener("input", () => this.#field.setCustomValidity(""));
  }

  /** Shows what is at an address. */
  look(at: number): void {
    this.at = at;
    this.#field.value = hex8(at);
    this.#choose("Memory");
    this.asked();
  }

  show(now: ProcessLook | null, before: ProcessLook | null): void {
    this.#now = now;
    this.#before = before && now && before.pid === now.pid ? before : null;
    this.#draw();
  }

  #choose(kind: Kind): void {
    this.#kind = kind;
    for (const b of this.#tabs.children) b.setAttribute("aria-pressed", String(b.textContent === kind));
    this.#draw();
  }

  #draw(): void {
    const now = this.#now;
    this.#form.hidden = this.#kind !== "Memory";
    if (!now) {
      this.#body.replaceChildren();
    } else if (this.#kind === "Stack") {
      this.#body.replaceChildren(
        el("p", { class: "hint" }, "It grows upwards: the newest is on top. sp is marked."),
        rowsOf(now.stack, this.#before?.stack ?? [], now.gr[SP]),
      );
    } else if (this.#kind === "Memory") {
      if (now.memory.length) this.#body.replaceChildren(rowsOf(now.memory, this.#before?.memory ?? []));
      else
        this.#body.replaceChildren(
          el("p", { class: "hint" }, "Give an address, or choose one in a register or in the map."),
        );
    } else {
      const list = el("ul", { class: "maps mono" });
      for (const m of now.maps)
        list.append(
          el(
            "li",
            {},
            el(
              "button",
              { title: "Look at its memory", onclick: () => this.look(m.start) },
              `${hex8(m.start)}-${hex8(m.end)}`,
            ),
            ` ${m.prot} `,
            el("span", { class: "muted" }, m.name),
          ),
        );
      this.#body.replaceChildren(list);
    }
  }
}
