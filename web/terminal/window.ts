// One terminal window: xterm.js on one side, a terminal of the guest on the other. Shows what the guest writes, types
// what the user types, and tells the guest its size.
// Above: view.ts. Below: @xterm/xterm, client.ts.

import { FitAddon } from "@xterm/addon-fit";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { Terminal } from "@xterm/xterm";
import type { Client } from "../client.ts";
import { SCREEN_READER } from "../menu.ts";
import { colour, onTheme } from "../theme.ts";

/** xterm's sixteen colours by the property that has each. */
const PALETTE = [
  "black",
  "red",
  "green",
  "yellow",
  "blue",
  "magenta",
  "cyan",
  "white",
  "brightBlack",
  "brightRed",
  "brightGreen",
  "brightYellow",
  "brightBlue",
  "brightMagenta",
  "brightCyan",
  "brightWhite",
] as const;

function theme() {
  const colours = PALETTE.map((name, i) => [name, colour(`--term-${i}`)]);
  return {
    ...Object.fromEntries(colours),
    background: colour("--term-back"),
    foreground: colour("--term-text"),
    cursor: colour("--accent"),
    cursorAccent: colour("--term-back"),
    selectionBackground: colour("--term-selection"),
    overviewRulerBorder: colour("--term-back"),
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

export class TerminalWindow {
  readonly xterm: Terminal;
  readonly #fit = new FitAddon();
  /** The guest's number for it; null before it is open and after it has ended. */
  terminal: number | null = null;
  /** Typed before the guest was there. */
  #early: Uint8Array[] = [];
  #stop: (() => void)[] = [];
  /** Modifier keys of the on-screen keyboard: the next key is a control character. */
  ctrl = false;
  onCtrlUsed: () => void = () => {};

  constructor(
    readonly place: HTMLElement,
    readonly title: string,
  ) {
    this.xterm = new Terminal({
      fontFamily: colour("--mono"),
      fontSize: 14,
      lineHeight: 1.15,
      theme: theme(),
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      scrollback: 5000,
      overviewRuler: { width: 10 },
      smoothScrollDuration: 0,
      minimumContrastRatio: 4.5,
      screenReaderMode: TerminalWindow.screenReader,
      macOptionIsMeta: true,
    });
    this.xterm.loadAddon(this.#fit);
    this.xterm.loadAddon(new WebLinksAddon());
    this.xterm.open(place);
    const input = place.querySelector("textarea");
    input?.setAttribute("aria-label", `${title}: type here. F6 leaves the terminal.`);
    this.xterm.attachCustomKeyEventHandler((e) => this.#key(e));
    this.xterm.onData((text) => this.type(text));
    this.xterm.onBinary((text) => this.#send(Uint8Array.from(text, (c) => c.charCodeAt(0))));
    onTheme(() => (this.xterm.options.theme = theme()));
  }

  /** Whether screen readers get the terminal's text; costs speed, so it is a choice. */
  static get screenReader(): boolean {
    return localStorage.getItem(SCREEN_READER) === "on";
  }

  /** Joins it with a terminal of the guest. */
  attach(guest: Client, terminal: number): void {
    this.detach();
    this.terminal = terminal;
    this.#stop = [
      guest.on("terminal.output", (o) => {
        if (o.terminal !== terminal) return;
        const count = o.bytes.length;
        this.xterm.write(o.bytes, () => guest.tell("terminal.taken", { terminal, count }));
      }),
    ];
    this.#guest = guest;
    for (const bytes of this.#early.splice(0)) this.#send(bytes);
  }
  #guest: Client | null = null;

  detach(): void {
    for (const stop of this.#stop.splice(0)) stop();
    this.terminal = null;
    this.#guest = null;
  }

  /** As if it had been typed. */
  type(text: string): void {
    let sent = text;
    if (this.ctrl && text.length === 1) {
      sent = String.fromCharCode(text.toUpperCase().charCodeAt(0) & 0x1f);
      this.ctrl = false;
      this.onCtrlUsed();
    }
    this.#send(bytesOf(sent));
  }

  #send(bytes: Uint8Array): void {
    if (this.terminal === null || !this.#guest) this.#early.push(bytes);
    else this.#guest.tell("terminal.input", { terminal: this.terminal, bytes });
  }

  /** Fits the text to the place; call it when that is visible and may have changed. */
  fit(): void {
    if (this.place.clientWidth === 0) return;
    this.#fit.fit();
    const { rows, cols } = this.xterm;
    if (this.terminal !== null && this.#guest)
      this.#guest.tell("terminal.size", { terminal: this.terminal, rows, cols });
  }

  /** The window goes: what still runs in it is hung up. */
  dispose(): void {
    if (this.terminal) this.#guest?.tell("terminal.close", { terminal: this.terminal });
    this.detach();
    this.xterm.dispose();
  }

  /** Copy and paste as people expect them; false: not for the guest. */
  #key(e: KeyboardEvent): boolean {
    if (e.type !== "keydown") return true;
    const { xterm } = this;
    if (e.key === "F6") return false;
    const command = e.ctrlKey || e.metaKey;
    if (command && e.key.toLowerCase() === "c" && (e.shiftKey || xterm.hasSelection())) {
      if (xterm.hasSelection()) {
        void navigator.clipboard?.writeText(xterm.getSelection());
        xterm.clearSelection();
      }
      e.preventDefault();
      return false;
    }
    // the browser pastes by itself
    if (command && e.key.toLowerCase() === "v") return false;
    return true;
  }
}
