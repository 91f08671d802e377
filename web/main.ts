// The page: boots a guest in its worker, shows the view that the address names, and has what all views share.
// Above: index.html. Below: views.ts, client.ts, header.ts, drop.ts.

import "./style/theme.css";
import "@xterm/xterm/css/xterm.css";
import "./style/page.css";
import "./style/views.css";
import { Client } from "./client.ts";
import { el } from "./dom.ts";
import { acceptDrops } from "./drop.ts";
import { Header } from "./header.ts";
import { Notices } from "./notices.ts";
import type { Notice, Offers, Page } from "./page.ts";
import type { BootAnswer, BootRequest } from "./protocol.ts";
import { type Mounted, type View, views } from "./views.ts";

/** Which view has an offer. */
const OFFERED_BY: { readonly [N in keyof Offers]: string } = { run: "terminal" };

const DEFAULTS: BootRequest = {
  init: true,
  wire: true,
  net: ["dummy,name=dummy0"],
};

class App implements Page {
  guest!: Client;
  request: BootRequest = DEFAULTS;
  booted: BootAnswer | null = null;
  readonly #notices = new Notices();
  readonly #header: Header;
  readonly #main: HTMLElement;
  readonly #listeners: ((guest: Client) => void)[] = [];
  readonly #mounted = new Map<string, Promise<Mounted>>();
  readonly #offers: Partial<Offers> = {};
  #shown: View | null = null;

  constructor() {
    this.#main = document.querySelector("main")!;
    this.#header = new Header(document.querySelector("header")!, this);
    acceptDrops(this);
    addEventListener("hashchange", () => void this.#route());
    addEventListener("unhandledrejection", (e) => {
      e.preventDefault();
      console.error(e.reason);
      this.notice({ kind: "bad", text: `Something went wrong: ${e.reason?.message ?? e.reason}` });
    });
  }

  async start(): Promise<void> {
    const booting = this.reboot();
    await this.#route();
    await booting;
  }

  onBoot(listener: (guest: Client) => void): void {
    this.#listeners.push(listener);
    if (this.guest) listener(this.guest);
  }

  async reboot(changes: BootRequest = {}): Promise<void> {
    this.guest?.end();
    this.request = { ...this.request, ...changes };
    this.booted = null;
    const guest = new Client();
    this.guest = guest;
    this.#header.booting(guest);
    for (const listener of this.#listeners) listener(guest);
    try {
      const booted = await guest.boot(this.request);
      if (this.guest !== guest) return;
      this.booted = booted;
      this.#header.running(guest, booted);
    } catch (e) {
      if (this.guest !== guest) return;
      const { message } = e as Error;
      this.#header.failed(message);
      this.notice({
        kind: "bad",
        text: `The system does not boot: ${message}`,
        actions: [{ label: "Try again", run: () => void this.reboot() }],
      });
    }
  }

  go(id: string, argument = ""): void {
    const hash = `#${id}${argument ? `/${argument}` : ""}`;
    if (location.hash === hash) void this.#route();
    else location.hash = hash;
  }

  provide<N extends keyof Offers>(name: N, offer: Offers[N]): void {
    this.#offers[name] = offer;
  }

  async offer<N extends keyof Offers>(name: N): Promise<Offers[N]> {
    await this.#mount(views.find((v) => v.id === OFFERED_BY[name])!);
    return this.#offers[name] as Offers[N];
  }

  notice(notice: Notice): void {
    this.#notices.show(notice);
  }

  announce(text: string): void {
    this.#notices.say(text);
  }

  #mount(view: View): Promise<Mounted> {
    let mounted = this.#mounted.get(view.id);
    if (!mounted) {
      const place = el("section", { class: "view", id: `view-${view.id}`, "aria-label": view.title });
      place.hidden = true;
      this.#main.append(place);
      mounted = view.load().then(({ mount }) => {
        // what measures itself while it is made must be seen: for no longer than that, nothing is painted between
        const hidden = place.hidden;
        place.hidden = false;
        const m = mount(place, this);
        place.hidden = hidden;
        return m;
      });
      this.#mounted.set(view.id, mounted);
    }
    return mounted;
  }

  async #route(): Promise<void> {
    const [id, ...rest] = location.hash.slice(1).split("/");
    const view = views.find((v) => v.id === id) ?? views[0];
    const before = this.#shown;
    this.#shown = view;
    this.#header.current(view.id);
    document.title = `${view.title} · parisc`;
    const mounted = await this.#mount(view);
    if (this.#shown !== view) return;
    for (const section of this.#main.children as Iterable<HTMLElement>)
      section.hidden = section.id !== `view-${view.id}`;
    if (before && before !== view) (await this.#mount(before)).hide?.();
    mounted.show?.(decodeURIComponent(rest.join("/")));
  }
}

void new App().start();
