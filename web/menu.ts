// What opens below the system's state in the header: how it is in figures, keeping its state, booting anew, reading
// aloud. Above: header.ts. Below: dom.ts, client.ts.

import { el } from "./dom.ts";
import { sizeText } from "./drop.ts";
import type { Page } from "./page.ts";
import type { SystemStatus } from "./protocol.ts";

const count = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

const duration = (s: number): string => {
  const [h, m] = [Math.floor(s / 3600), Math.floor(s / 60) % 60];
  return h ? `${h} h ${m} min` : m ? `${m} min ${Math.floor(s % 60)} s` : `${Math.floor(s)} s`;
};

export const SCREEN_READER = "parisc screen reader";

export class SystemMenu {
  readonly place = el("div", { class: "menu", popover: "auto", id: "system-menu", role: "group" });
  readonly #figures = el("dl");
  readonly #kept = el("p", { class: "muted" });
  readonly #forget: HTMLButtonElement;
  #visible = false;

  constructor(readonly page: Page) {
    this.place.setAttribute("aria-label", "The system");
    this.#forget = el("button", { onclick: () => void this.#forgetIt() }, "Forget it");
    const reading = el("input", { type: "checkbox", id: "screen-reader" });
    reading.checked = localStorage.getItem(SCREEN_READER) === "on";
    reading.addEventListener("change", () => {
      localStorage.setItem(SCREEN_READER, reading.checked ? "on" : "off");
      dispatchEvent(new CustomEvent("parisc-screen-reader"));
    });
    this.place.append(
      this.#figures,
      el("h2", {}, "Keep this state"),
      el(
        "p",
        {},
        "After a reload the system goes on where it is now: its programs, its files, its terminals.",
      ),
      this.#kept,
      el(
        "div",
        { class: "row" },
        el("button", { class: "primary", onclick: () => void this.#keep() }, "Keep"),
        this.#forget,
      ),
      el("h2", {}, "Boot"),
      el("button", { onclick: () => this.#boot() }, "Boot anew"),
      el("h2", {}, "Reading aloud"),
      el(
        "label",
        { class: "row", for: "screen-reader" },
        reading,
        el("span", {}, "Terminals for a screen reader (slower)"),
      ),
    );
    this.place.addEventListener("toggle", (e) => {
      this.#visible = (e as ToggleEvent).newState === "open";
      if (this.#visible) void this.#look();
    });
  }

  /** New figures; cheap while it is closed. */
  show(status: SystemStatus): void {
    if (!this.#visible) return;
    const { booted } = this.page;
    const rows: [string, string][] = [
      ["Release", booted?.release ?? "–"],
      ["Running for", duration(status.uptime)],
      ["Processes", String(status.processes)],
      ["Instructions", count.format(status.insns)],
      ["Memory in use", `${status.memory.toFixed(1)} MB of 256`],
      ["On the wire", booted?.address ?? "not joined"],
      ["Booted in", booted ? `${Math.round(booted.took)} ms` : "–"],
    ];
    this.#figures.replaceChildren(...rows.flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, v)]));
  }

  async #look(): Promise<void> {
    const { guest } = this.page;
    try {
      const kept = await guest.ask("state.kept", null);
      this.#forget.hidden = kept === null;
      this.#kept.textContent = kept
        ? `Kept ${time.format(kept.at)}, after ${count.format(kept.insns)} instructions, ${sizeText(kept.size)}.`
        : "Nothing is kept now.";
      this.show(await guest.ask("system.status", null));
    } catch {
      // it boots, or has ended: the next look will tell
    }
  }

  async #keep(): Promise<void> {
    try {
      await this.page.guest.ask("state.keep", null);
      this.page.notice({
        kind: "good",
        text: "The state is kept: after a reload the system goes on from here.",
      });
    } catch (e) {
      this.page.notice({ kind: "bad", text: `The state is not kept: ${(e as Error).message}` });
    }
    void this.#look();
  }

  async #forgetIt(): Promise<void> {
    await this.page.guest.ask("state.forget", null);
    void this.#look();
  }

  #boot(): void {
    this.place.hidePopover();
    void this.page.reboot();
  }
}
