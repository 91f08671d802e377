// The terminals: tabs, each a window; the first is the console. Beside them what to try, below them, on a phone, the
// keys that its keyboard lacks.
// Above: views.ts. Below: window.ts, tries.ts.

import type { Client } from "../client.ts";
import { el, ICONS, icon } from "../dom.ts";
import type { Page } from "../page.ts";
import type { Mounted } from "../views.ts";
import { keyRow } from "./keys.ts";
import { tryList } from "./tries.ts";
import { TerminalWindow } from "./window.ts";

interface Tab {
  readonly window: TerminalWindow;
  readonly button: HTMLButtonElement;
  readonly holder: HTMLElement;
  readonly panel: HTMLElement;
  ended: boolean;
}

class TerminalView implements Mounted {
  readonly #tabs: Tab[] = [];
  #current: Tab | null = null;
  #count = 0;
  #visible = false;
  readonly #bar = el("div", { class: "tabs", role: "tablist", "aria-label": "Terminals" });
  readonly #panels = el("div", { class: "panels" });
  readonly #new: HTMLButtonElement;

  constructor(
    place: HTMLElement,
    readonly page: Page,
  ) {
    this.#new = el(
      "button",
      { class: "bare", "aria-label": "New terminal", title: "New terminal", onclick: () => this.open() },
      icon(ICONS.plus),
    );
    const fold = (folded: boolean) => {
      side.classList.toggle("folded", folded);
      toggle.setAttribute("aria-expanded", String(!folded));
      this.#fit();
    };
    const narrow = () => innerWidth < 760;
    const side = el(
      "aside",
      { class: "side", id: "tries", "aria-label": "Things to try" },
      tryList((text) => {
        // it lies over the terminal there
        if (narrow()) fold(true);
        this.run(text);
      }, page),
    );
    const toggle = el(
      "button",
      {
        class: "bare",
        "aria-controls": "tries",
        "aria-label": "Things to try",
        title: "Things to try",
        onclick: () => fold(!side.classList.contains("folded")),
      },
      icon(ICONS.panel),
    );
    fold(innerWidth < 900);
    place.classList.add("terminal-view");
    place.append(
      el(
        "div",
        { class: "terminals" },
        el("div", { class: "tab-row" }, this.#bar, this.#new, el("span", { class: "grow" }), toggle),
        this.#panels,
        keyRow(() => this.#current?.window ?? null),
      ),
      side,
    );
    this.#bar.addEventListener("keydown", (e) => this.#walk(e));
    place.addEventListener("keydown", (e) => {
      if (e.key !== "F6") return;
      e.preventDefault();
      this.#current?.button.focus();
    });
    addEventListener("parisc-screen-reader", () => {
      for (const tab of this.#tabs) tab.window.xterm.options.screenReaderMode = TerminalWindow.screenReader;
    });
    new ResizeObserver(() => this.#fit()).observe(this.#panels);
    const console = this.#add("console", false);
    page.onBoot((guest) => this.#booting(guest, console));
  }

  show(): void {
    this.#visible = true;
    this.#fit();
    this.#current?.window.xterm.focus();
  }

  hide(): void {
    this.#visible = false;
  }

  /** A new terminal: a shell, or a program. */
  async open(command?: string[], title?: string, cwd?: string): Promise<void> {
    const tab = this.#add(title ?? `shell ${++this.#count}`, true);
    const { rows, cols } = tab.window.xterm;
    try {
      const opened = await this.page.guest.ask("terminal.open", { rows, cols, command, cwd });
      if (!title) this.#name(tab, opened.name);
      tab.window.attach(this.page.guest, opened.terminal);
      tab.window.fit();
    } catch (e) {
      this.#remove(tab);
      this.page.notice({ kind: "bad", text: `No new terminal: ${(e as Error).message}` });
    }
  }

  /** Types a command line into the terminal in front. */
  run(text: string): void {
    const tab = this.#current ?? this.#tabs[0];
    tab.window.type(`${text}\n`);
    tab.window.xterm.focus();
  }

  #booting(guest: Client, console: Tab): void {
    for (const tab of this.#tabs.slice(1)) this.#remove(tab);
    console.window.xterm.reset();
    console.window.attach(guest, 0);
    this.#select(console);
    guest.on("terminal.restored", ({ terminal, name }) => {
      const tab = this.#add(`shell ${++this.#count}`, true);
      this.#name(tab, name);
      tab.window.attach(guest, terminal);
      this.#select(console);
      tab.window.fit();
    });
    guest.on("terminal.ended", ({ terminal, status }) => this.#ended(terminal, status));
  }

  #ended(terminal: number, status: number): void {
    const tab = this.#tabs.find((t) => t.window.terminal === terminal);
    if (!tab) return;
    tab.ended = true;
    // a shell that was left on purpose goes; a program's last words stay to be read
    if (status === 0 && tab.button.dataset.kind === "shell") {
      this.#remove(tab);
      return;
    }
    const how = status > 128 ? `signal ${status - 128}` : `status ${status}`;
    tab.window.xterm.write(`\r\n\x1b[2m[ended with ${how}]\x1b[0m\r\n`);
    tab.holder.classList.add("ended");
  }

  #name(tab: Tab, name: string): void {
    tab.button.textContent = name;
    tab.holder.querySelector(".close")?.setAttribute("aria-label", `Close ${name}`);
  }

  #add(title: string, closable: boolean): Tab {
    const id = `terminal-${++serial}`;
    const panel = el("div", {
      class: "panel",
      role: "tabpanel",
      id,
      "aria-labelledby": `${id}-tab`,
      hidden: true,
    });
    this.#panels.append(panel);
    const button = el(
      "button",
      { role: "tab", id: `${id}-tab`, "aria-controls": id, onclick: () => this.#select(tab, true) },
      title,
    );
    button.dataset.kind = title.startsWith("shell") ? "shell" : "program";
    const close = el(
      "button",
      {
        class: "bare close",
        tabindex: -1,
        "aria-label": `Close ${title}`,
        title: "Close (Delete)",
        onclick: () => this.#close(tab),
      },
      icon(ICONS.close),
    );
    const holder = el("span", { class: "tab", role: "presentation" }, button, closable && close);
    this.#bar.append(holder);
    // xterm measures its place when it opens: it must be seen then
    for (const t of this.#tabs) t.panel.hidden = true;
    panel.hidden = false;
    const tab: Tab = { window: new TerminalWindow(panel, title), button, holder, panel, ended: false };
    this.#tabs.push(tab);
    this.#select(tab);
    return tab;
  }

  #select(tab: Tab, focus = this.#visible): void {
    this.#current = tab;
    for (const t of this.#tabs) {
      const on = t === tab;
      t.panel.hidden = !on;
      t.button.setAttribute("aria-selected", String(on));
      t.button.tabIndex = on ? 0 : -1;
      t.holder.classList.toggle("selected", on);
    }
    this.#fit();
    if (focus) tab.window.xterm.focus();
  }

  #close(tab: Tab): void {
    this.#remove(tab);
    // the button that was pressed is gone
    this.#current?.window.xterm.focus();
  }

  #remove(tab: Tab): void {
    const at = this.#tabs.indexOf(tab);
    if (at < 0) return;
    this.#tabs.splice(at, 1);
    tab.window.dispose();
    tab.panel.remove();
    tab.holder.remove();
    if (this.#current === tab) this.#select(this.#tabs[Math.min(at, this.#tabs.length - 1)]);
  }

  /** Arrow keys among the tabs, Delete closes one. */
  #walk(e: KeyboardEvent): void {
    const at = this.#tabs.findIndex((t) => t.button === document.activeElement);
    if (at < 0) return;
    const last = this.#tabs.length - 1;
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last }[e.key];
    if (to !== undefined) {
      const tab = this.#tabs[(to + this.#tabs.length) % this.#tabs.length];
      this.#select(tab, false);
      tab.button.focus();
    } else if (e.key === "Delete" && at > 0) {
      this.#close(this.#tabs[at]);
      this.#current?.button.focus();
    } else return;
    e.preventDefault();
  }

  #fit(): void {
    if (this.#visible) this.#current?.window.fit();
  }
}

let serial = 0;

export function mount(place: HTMLElement, page: Page): Mounted {
  const view = new TerminalView(place, page);
  page.provide("run", (command, title, cwd) => {
    page.go("terminal");
    void view.open(command, title, cwd);
  });
  return view;
}
