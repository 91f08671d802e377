// The bar on top: the views, how the system is, its release, light and dark. Above: main.ts. Below: dom.ts, theme.ts.

import type { Client } from "./client.ts";
import { el, ICONS, icon } from "./dom.ts";
import { SystemMenu } from "./menu.ts";
import type { Page } from "./page.ts";
import type { BootAnswer } from "./protocol.ts";
import { choose, chosen, shown } from "./theme.ts";
import { views } from "./views.ts";

/** Releases to choose from: what changed in each is in kernel/releases.ts. */
const RELEASES: readonly (readonly [release: string, about: string])[] = [
  ["5.0", "before SO_BINDTOIFINDEX"],
  ["5.1", "SO_BINDTOIFINDEX, live rename"],
  ["5.7", "binding needs no privilege"],
  ["6.1", "long-term release"],
  ["6.2", "any device can be renamed"],
];
const STATUS_EVERY_MS = 1000;

export class Header {
  readonly #links = new Map<string, HTMLAnchorElement>();
  readonly #state = el("button", { class: "state", popovertarget: "system-menu" });
  readonly #menu: SystemMenu;
  readonly #speed = el("span", { class: "speed", title: "Guest instructions a second" });
  readonly #bar = el("progress", { max: 1, "aria-label": "Loading" });
  readonly #release = el("select", { "aria-label": "Kernel release (boots anew)" });
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    place: HTMLElement,
    readonly page: Page,
  ) {
    this.#menu = new SystemMenu(page);
    const nav = el("nav", { "aria-label": "Views" });
    for (const { id, title, about } of views) {
      const link = el("a", { href: `#${id}`, title: about }, title);
      this.#links.set(id, link);
      nav.append(link);
    }
    for (const [release, about] of RELEASES)
      this.#release.append(el("option", { value: release, title: about }, `Linux ${release}`));
    this.#release.value = "5.1";
    this.#release.title = "Kernel release: choosing another boots anew";
    this.#release.addEventListener("change", () => void page.reboot({ kernel: this.#release.value }));
    const theme = el("button", { class: "bare", onclick: () => this.#toggle(theme) });
    this.#label(theme);
    place.append(
      el("a", { class: "brand", href: "#about" }, "parisc"),
      nav,
      el("div", { class: "system" }, this.#state, this.#speed, this.#bar, this.#release, theme),
      this.#menu.place,
    );
  }

  current(id: string): void {
    for (const [name, link] of this.#links)
      if (name === id) {
        link.setAttribute("aria-current", "page");
        link.scrollIntoView({ block: "nearest", inline: "nearest" });
      } else link.removeAttribute("aria-current");
  }

  booting(guest: Client): void {
    clearInterval(this.#timer);
    this.#speed.textContent = "";
    this.#set("booting", "loading");
    this.#bar.hidden = false;
    this.#bar.removeAttribute("value");
    const loaded = new Map<string, { done: number; total: number }>();
    guest.on("progress", ({ what, done, total }) => {
      loaded.set(what, { done, total });
      let sum = 0;
      let of = 0;
      for (const l of loaded.values()) {
        sum += l.done;
        of += Math.max(l.total, l.done);
      }
      if (what === "booting") this.#set("booting", "booting");
      if (what.startsWith("repeating")) this.#set("booting", "restoring");
      if (of) this.#bar.value = sum / of;
    });
    guest.on("halted", ({ how }) => {
      if (how === "restart") void this.page.reboot();
      else this.#stopped("halted", "The system is halted.");
    });
    guest.on("failed", ({ message }) => this.#stopped("failed", `The emulator stopped: ${message}`));
    guest.on("log", ({ line }) => console.info(line));
  }

  running(guest: Client, booted: BootAnswer): void {
    this.#bar.hidden = true;
    this.#release.value = booted.kernel;
    this.#set("running", booted.address ?? "running");
    this.#state.title = booted.address
      ? `Linux ${booted.release}, ${booted.address} on the wire between tabs`
      : `Linux ${booted.release}`;
    guest.on("machine.state", ({ state }) => {
      if (state === "paused") this.#set("paused", "paused");
      else if (state === "running") this.#set("running", booted.address ?? "running");
    });
    let before = { at: performance.now(), insns: 0 };
    const look = async () => {
      if (document.hidden || this.page.guest !== guest) return;
      const status = await guest.ask("system.status", null);
      const { insns, state } = status;
      this.#menu.show(status);
      const at = performance.now();
      const rate = (insns - before.insns) / (at - before.at) / 1000;
      before = { at, insns };
      if (state === "running") this.#speed.textContent = rate < 0.5 ? "idle" : `${Math.round(rate)} MIPS`;
    };
    this.#timer = setInterval(() => void look().catch(() => {}), STATUS_EVERY_MS);
  }

  failed(message: string): void {
    this.#bar.hidden = true;
    this.#set("failed", "stopped");
    this.#state.title = message;
  }

  #stopped(state: string, text: string): void {
    clearInterval(this.#timer);
    this.#speed.textContent = "";
    this.#bar.hidden = true;
    this.#set(state, state);
    this.page.notice({
      kind: state === "failed" ? "bad" : "info",
      text,
      actions: [{ label: "Boot again", run: () => void this.page.reboot() }],
    });
  }

  #set(state: string, text: string): void {
    this.#state.dataset.state = state;
    this.#state.textContent = text;
    this.#state.setAttribute("aria-label", `The system: ${text}`);
    this.page.announce(`The system: ${text}`);
  }

  #toggle(button: HTMLElement): void {
    const other = shown() === "dark" ? "light" : "dark";
    // back to what the system says, if that is the same
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    choose(other === system ? "auto" : other);
    this.#label(button);
  }

  #label(button: HTMLElement): void {
    const other = shown() === "dark" ? "light" : "dark";
    button.setAttribute("aria-label", `Switch to ${other} colours`);
    button.title = `Switch to ${other} colours${chosen() === "auto" ? " (now as the system says)" : ""}`;
    button.replaceChildren(icon(other === "dark" ? ICONS.moon : ICONS.sun));
  }
}
