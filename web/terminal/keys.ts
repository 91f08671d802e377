// The keys that a phone's keyboard lacks. Shown on touch screens only (style). Above: view.ts. Below: window.ts.

import { el } from "../dom.ts";
import type { TerminalWindow } from "./window.ts";

const KEYS: readonly (readonly [label: string, name: string, text: string])[] = [
  ["Esc", "Escape", "\x1b"],
  ["Tab", "Tab", "\t"],
  ["^C", "Interrupt", "\x03"],
  ["^D", "End of input", "\x04"],
  ["←", "Left", "\x1b[D"],
  ["↑", "Up", "\x1b[A"],
  ["↓", "Down", "\x1b[B"],
  ["→", "Right", "\x1b[C"],
];

export function keyRow(current: () => TerminalWindow | null): HTMLElement {
  const row = el("div", { class: "keys", role: "toolbar", "aria-label": "Keys" });
  const ctrl = el("button", { "aria-pressed": "false", title: "The next key with Control" }, "Ctrl");
  const set = (window: TerminalWindow, on: boolean) => {
    window.ctrl = on;
    ctrl.setAttribute("aria-pressed", String(on));
  };
  ctrl.addEventListener("click", () => {
    const window = current();
    if (!window) return;
    window.onCtrlUsed = () => set(window, false);
    set(window, !window.ctrl);
    window.xterm.focus();
  });
  row.append(ctrl);
  for (const [label, name, text] of KEYS) {
    const press = () => {
      current()?.type(text);
      current()?.xterm.focus();
    };
    row.append(el("button", { "aria-label": name, title: name, onclick: press }, label));
  }
  return row;
}
