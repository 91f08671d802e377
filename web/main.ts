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

/** ?code-cache=off: translations are neither kept in the browser nor used. */
const codeCache = new URLSearchParams(location.search).get("code-cache") !== "off";

const DEFAULTS: BootRequest = {
  init: true,
  wire: true,
  record: true,
  net: ["dummy,name=dummy0"],
  codeCache,
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
  readonly #waiting: (() => void)[] = [];
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
    const booting = this.#firstBoot();
    await this.#route();
    await booting;
  }

  running(): Promise<void> {
    return this.booted ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
  }

  onBoot(listener: (guest: Client) => void): void {
    this.#listeners.push(listener);
    if (this.guest) listener(this.guest);
  }

  reboot(changes: BootRequest = {}): Promise<void> {
    this.request = { ...this.request, ...changes };
    return this.#boot((guest) => guest.boot(this.request));
  }

  /** The kept state, if there is one, or a new system. */
  async #firstBoot(): Promise<void> {
    let restoring = false;
    await this.#boot(async (guest) => {
      const kept = await guest.ask("state.kept", null).catch(() => null);
      if (!kept) return guest.boot(this.request);
      restoring = true;
      this.request = { ...this.request, ...kept.request, codeCache };
      return guest.ask("system.restore", { rows: 24, cols: 80, codeCache });
    });
    if (!restoring || !this.booted) return;
    const { remark } = this.booted;
    this.notice({
      kind: "good",
      text: `The system goes on from where it was kept. ${remark ?? ""}`,
      actions: [{ label: "Boot anew instead", run: () => void this.reboot() }],
      stays: 12_000,
    });
  }

  async #boot(start: (guest: Client) => Promise<BootAnswer>): Promise<void> {
    this.guest?.end();
    this.booted = null;
    const guest = new Client();
    this.guest = guest;
    this.#header.booting(guest);
    for (const listener of this.#listeners) listener(guest);
    try {
      const booted = await start(guest);
      if (this.guest !== guest) return;
      this.booted = booted;
      this.#header.running(guest, booted);
      for (const resolve of this.#waiting.splice(0)) resolve();
    } catch (e) {
      if (this.guest !== guest) return;
      const { message } = e as Error;
      this.#header.failed(message);
      this.notice({
        kind: "bad",
        text: `The system does not boot: ${message}`,
        actions: [{ label: "Boot anew", run: () => void this.reboot() }],
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
