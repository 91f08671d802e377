// What the page may ask of the guest: one row a question of protocol.ts. A view's own rows are joined at the end.
// Above: main.ts. Below: guest.ts, files.ts, the views' services.

import type { LabRequests } from "../lab/protocol.ts";
import type { Answer, Ask, Notes, RequestName } from "../protocol.ts";
import { guestPath, put, shownPath } from "./files.ts";
import type { Guest } from "./guest.ts";
import { machineServices } from "./machine.ts";
import { keep } from "./state.ts";

/** A row: the answer, now or later; an Error's message is the refusal the page gets. */
export type Service<N extends RequestName> = (guest: Guest, ask: Ask<N>) => Answer<N> | Promise<Answer<N>>;
export type Services<Names extends RequestName> = { readonly [N in Names]: Service<N> };

/** What needs no guest, or makes one (main.ts). */
type Before = "system.boot" | "system.restore" | "state.kept" | "state.forget" | keyof LabRequests;

export const services: Services<Exclude<RequestName, Before>> = {
  "system.status": (guest) => guest.status(),
  "state.keep": (guest) => keep(guest.system, guest.request),
  "terminal.open": (guest, { rows, cols, command, cwd }) =>
    guest.open(rows, cols, command?.map(guestPath), cwd === undefined ? undefined : guestPath(cwd)),
  "files.list": (guest, { path }) =>
    guest.system.files.list(guestPath(path)).map((e) => ({ ...e, name: shownPath(e.name) })),
  "files.read": (guest, { path }) => guest.system.files.read(guestPath(path)) as Uint8Array<ArrayBuffer>,
  "files.put": put,
  "files.folder": (guest, { path }) => {
    guest.system.files.makeFolder(guestPath(path));
    return null;
  },
  "files.remove": (guest, { path }) => {
    guest.system.files.remove(guestPath(path));
    return null;
  },
  ...machineServices,
};

/** What the page tells, without an answer. */
export const notes: { readonly [N in keyof Notes]: (guest: Guest, data: Notes[N]) => void } = {
  "terminal.input": (guest, { terminal, bytes }) => guest.windows.get(terminal)?.window.type(bytes),
  "terminal.size": (guest, { terminal, rows, cols }) => guest.resize(terminal, rows, cols),
  "terminal.taken": (guest, { terminal, count }) => guest.windows.get(terminal)?.window.taken(count),
  "terminal.close": (guest, { terminal }) => guest.close(terminal),
};
