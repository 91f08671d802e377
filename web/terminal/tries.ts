// What to try: commands that type themselves, with what each shows. Above: view.ts. Below: dom.ts.

import { ASSETS } from "../assets.ts";
import { el } from "../dom.ts";
import type { Page } from "../page.ts";

interface Try {
  readonly command: string;
  readonly shows: string;
  /** Only where BusyBox is. */
  readonly busybox?: boolean;
}

const TRIES: readonly { readonly title: string; readonly tries: readonly Try[] }[] = [
  {
    title: "The machine",
    tries: [
      { command: "uname -a", shows: "A 32-bit PA-RISC, on a kernel written in TypeScript" },
      { command: "cat /proc/cpuinfo", shows: "A PA7300LC, translated to WebAssembly as it runs" },
      { command: "ps", shows: "Every process there is, the shell's and the kernel's" },
      { command: "cat /proc/self/maps", shows: "On parisc the stack grows upward", busybox: true },
    ],
  },
  {
    title: "The network",
    tries: [
      { command: "ip addr", shows: "lo, eth0 on the wire between tabs, and a dummy", busybox: true },
      { command: "ifconfig", shows: "The devices and their addresses" },
      { command: "ip link add type dummy", shows: "Devices are made without privileges", busybox: true },
    ],
  },
];

/** run: types a line. */
export function tryList(run: (text: string) => void, page: Page): HTMLElement {
  const list = el("div", { class: "tries" });
  list.append(el("h2", {}, "Try this"));
  const wire = el("p");
  const tell = () => {
    const address = page.booted?.address;
    wire.replaceChildren("Open this page in a second tab");
    if (address) wire.append(" and type there ", el("code", {}, `ping ${address}`));
    wire.append(": the packets come over here.");
  };
  tell();
  page.onBoot(() => void page.running().then(tell));
  for (const { title, tries } of TRIES) {
    list.append(el("h3", {}, title));
    const ul = el("ul");
    for (const { command, shows, busybox } of tries) {
      if (busybox && !ASSETS.busybox) continue;
      ul.append(
        el(
          "li",
          {},
          el("button", { class: "command", onclick: () => run(command) }, command),
          el("p", {}, shows),
        ),
      );
    }
    list.append(ul);
  }
  list.append(
    el("h3", {}, "Two tabs, one wire"),
    wire,
    el("button", { onclick: () => void open(location.pathname, "_blank") }, "Open a second tab"),
    el("h3", {}, "Your files"),
    el("p", {}, "Drag a file, a tar or a parisc program onto the page."),
    el("button", { onclick: () => page.go("files") }, "Show the files"),
  );
  return list;
}
