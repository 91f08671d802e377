// The network as a diagram: masters above their slaves, peers and what a device sits on joined by lines, sockets at the
// device they are bound to; packets light up their device. Cards are plugged and unplugged by click.
// Above: view.ts. Below: dom.ts.

import type { CardScene, DeviceScene, SocketScene } from "../../kernel/trace/scene.ts";
import { el } from "../dom.ts";
import type { NetworkLook } from "./protocol.ts";

const SVG = "http://www.w3.org/2000/svg";
/** How long a packet is seen. */
const FLASH_MS = 350;

export class Network {
  readonly #lines = document.createElementNS(SVG, "svg");
  readonly #rows = el("div", { class: "net-rows" });
  readonly #free = el("p", { class: "net-free" });
  readonly #canvas = el("div", { class: "net-canvas" }, this.#rows);
  readonly place = el(
    "section",
    { class: "pane", "aria-label": "Network" },
    el("div", { class: "pane-head" }, el("h2", {}, "Network")),
    this.#canvas,
    this.#free,
  );
  #shown = "";
  #links: { from: number; to: number; kind: "master" | "peer" }[] = [];

  /** plug: a card is to be put in or pulled out. boot: a failover pair is wanted. */
  constructor(
    readonly plug: (card: CardScene) => void,
    readonly boot: () => void,
  ) {
    this.#lines.setAttribute("aria-hidden", "true");
    this.#canvas.prepend(this.#lines);
    new ResizeObserver(() => this.#drawLines()).observe(this.#canvas);
  }

  show(look: NetworkLook): void {
    const key = JSON.stringify({ ...look, devices: look.devices.map(({ rx: _r, tx: _t, ...d }) => d) });
    if (key !== this.#shown) {
      this.#shown = key;
      this.#draw(look);
    }
    for (const d of look.devices) {
      const counts = this.#box(d.index)?.querySelector(".net-counts");
      if (counts) counts.textContent = `↓ ${d.rx}  ↑ ${d.tx}`;
    }
  }

  /** Packets went out of a device or came in. */
  packet(dev: string, way: "in" | "out"): void {
    const box = this.#rows.querySelector<HTMLElement>(`[data-name="${CSS.escape(dev)}"]`);
    if (!box) return;
    box.classList.add(way);
    setTimeout(() => box.classList.remove(way), FLASH_MS);
  }

  #box(index: number): HTMLElement | null {
    return this.#rows.querySelector(`[data-index="${index}"]`);
  }

  #draw({ devices, cards, sockets }: NetworkLook): void {
    /** A master stands above its slaves, which may be masters themselves. */
    const group = (d: DeviceScene): HTMLElement => {
      const slaves = devices.filter((s) => s.master === d.index);
      const box = this.#device(d, devices, cards, sockets);
      if (slaves.length === 0) return box;
      return el("div", { class: "net-group" }, box, el("div", { class: "net-row" }, ...slaves.map(group)));
    };
    const known = new Set(devices.map((d) => d.index));
    this.#rows.replaceChildren(...devices.filter((d) => !known.has(d.master)).map(group));
    for (const card of cards)
      if (!card.bound)
        this.#rows.append(
          el(
            "div",
            { class: "net-device empty" },
            el("strong", {}, "empty slot"),
            el("span", { class: "muted" }, card.slot),
            el("button", { onclick: () => this.plug(card) }, `Plug in ${card.driver}`),
          ),
        );
    this.#links = [];
    for (const d of devices) {
      if (d.master) this.#links.push({ from: d.index, to: d.master, kind: "master" });
      if (d.link && d.link !== d.index && d.link > d.index)
        this.#links.push({ from: d.index, to: d.link, kind: "peer" });
    }
    const loose = sockets.filter((s) => s.bound === 0 && s.port);
    this.#free.replaceChildren(
      loose.length
        ? `Sockets on no device in particular: ${loose.map((s) => `${s.comm} ${s.kind} ${s.port}`).join(", ")}.`
        : "",
    );
    if (!cards.some((c) => c.driver !== "virtio-pci"))
      this.#free.append(
        " ",
        el("button", { onclick: this.boot }, "Boot with a failover master"),
        " to have a card that can be unplugged and plugged in.",
      );
    this.#drawLines();
  }

  #device(
    d: DeviceScene,
    devices: readonly DeviceScene[],
    cards: readonly CardScene[],
    sockets: readonly SocketScene[],
  ): HTMLElement {
    const master = devices.find((m) => m.index === d.master)?.name;
    const peer = devices.find((m) => m.index === d.link && m.index !== d.index)?.name;
    const card = cards.find((c) => c.slot === d.slot && c.bound && d.slot);
    const facts = [d.kind, master && `slave of ${master}`, peer && `linked to ${peer}`]
      .filter(Boolean)
      .join(", ");
    return el(
      "div",
      {
        class: `net-device ${d.up ? "up" : ""}`,
        "data-index": d.index,
        "data-name": d.name,
        title: d.mac,
      },
      el(
        "div",
        { class: "net-name" },
        el("span", { class: "net-index" }, String(d.index)),
        el("strong", {}, d.name),
        el(
          "span",
          { class: `net-up ${d.up ? "on" : ""}` },
          d.up ? (d.carrier ? "UP" : "UP, no carrier") : "down",
        ),
      ),
      el("span", { class: "muted" }, facts),
      ...d.addresses.map((a) => el("span", {}, a)),
      el("span", { class: "net-counts muted" }, ""),
      ...sockets
        .filter((s) => s.bound === d.index)
        .map((s) => el("span", { class: "net-socket" }, `${s.comm} ${s.kind}${s.port ? ` ${s.port}` : ""}`)),
      card && el("button", { onclick: () => this.plug(card) }, "Unplug"),
    );
  }

  #drawLines(): void {
    const frame = this.#canvas.getBoundingClientRect();
    this.#lines.setAttribute("width", String(frame.width));
    this.#lines.setAttribute("height", String(frame.height));
    this.#lines.replaceChildren(
      ...this.#links.flatMap(({ from, to, kind }) => {
        const a = this.#box(from)?.getBoundingClientRect();
        const b = this.#box(to)?.getBoundingClientRect();
        if (!a || !b) return [];
        const path = document.createElementNS(SVG, "path");
        const x1 = a.x + a.width / 2 - frame.x;
        const x2 = b.x + b.width / 2 - frame.x;
        if (kind === "master") {
          const y1 = a.y - frame.y;
          const y2 = b.bottom - frame.y;
          path.setAttribute("d", `M${x1} ${y1}C${x1} ${(y1 + y2) / 2} ${x2} ${(y1 + y2) / 2} ${x2} ${y2}`);
        } else {
          const y = Math.max(a.bottom, b.bottom) - frame.y;
          path.setAttribute(
            "d",
            `M${x1} ${a.bottom - frame.y}C${x1} ${y + 26} ${x2} ${y + 26} ${x2} ${b.bottom - frame.y}`,
          );
        }
        path.setAttribute("class", kind);
        return [path];
      }),
    );
  }
}
