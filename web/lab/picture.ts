// How the devices stand behind a step, as a row of small boxes: number, name, UP, its master; and the socket on one.
// Above: timeline.ts. Below: dom.ts.

import type { DeviceScene } from "../../kernel/trace/scene.ts";
import { el } from "../dom.ts";

const LOOPBACK = 1;

/** before: to see what has changed; bound: the socket's device, 0 none, null: no socket. */
export function picture(
  devices: readonly DeviceScene[],
  before: readonly DeviceScene[],
  bound: number | null,
): HTMLElement {
  const list = el("ul", { class: "lab-devices" });
  for (const d of devices) {
    if (d.index === LOOPBACK) continue;
    const was = before.find((b) => b.index === d.index);
    const changed = (what: boolean) => (what ? "changed" : undefined);
    const master = devices.find((m) => m.index === d.master)?.name;
    list.append(
      el(
        "li",
        { class: was ? undefined : "changed" },
        el("span", { class: "lab-index", title: "The device's number: it never changes" }, String(d.index)),
        el("strong", { class: changed(was !== undefined && was.name !== d.name) }, d.name),
        d.up && el("span", { class: `lab-up ${was?.up ? "" : "changed"}` }, "UP"),
        master && el("span", { class: "lab-master" }, `slave of ${master}`),
        bound === d.index && el("span", { class: "lab-socket" }, "socket"),
      ),
    );
  }
  if (bound === 0) list.append(el("li", { class: "lab-unbound" }, "socket on no device"));
  return list;
}
