// A file's contents in a window of their own: text, or bytes in hexadecimal. Above: view.ts. Below: dom.ts.

import { el, ICONS, icon } from "../dom.ts";
import { sizeText } from "../drop.ts";

/** More is cut off: the page must stay quick. */
const TEXT = 200_000;
const BYTES = 8192;

const isText = (b: Uint8Array): boolean =>
  b.subarray(0, 4096).every((c) => c >= 32 || c === 9 || c === 10 || c === 13);

function hexdump(b: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < b.length; at += 16) {
    const row = [...b.subarray(at, at + 16)];
    const hex = row.map((c) => c.toString(16).padStart(2, "0")).join(" ");
    const text = row.map((c) => (c >= 32 && c < 127 ? String.fromCharCode(c) : "·")).join("");
    lines.push(`${at.toString(16).padStart(8, "0")}  ${hex.padEnd(47)}  ${text}`);
  }
  return lines.join("\n");
}

export function look(name: string, bytes: Uint8Array, save: () => void): void {
  const text = isText(bytes);
  const shown = bytes.subarray(0, text ? TEXT : BYTES);
  const close = el(
    "button",
    { class: "bare", "aria-label": "Close", onclick: () => dialog.close() },
    icon(ICONS.close),
  );
  const dialog = el(
    "dialog",
    { class: "look", "aria-label": name },
    el(
      "div",
      { class: "look-bar" },
      el("h2", {}, name),
      el("span", { class: "muted" }, sizeText(bytes.length)),
      el("span", { class: "grow" }),
      el("button", { onclick: save }, icon(ICONS.download), "Take out"),
      close,
    ),
    el("pre", { tabindex: 0 }, text ? new TextDecoder().decode(shown) : hexdump(shown)),
    shown.length < bytes.length &&
      el("p", { class: "muted" }, `The first ${sizeText(shown.length)} are shown.`),
  );
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (e) => e.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
