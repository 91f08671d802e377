// The views of the page: one row each, in the order of the navigation. A view is loaded when it is first shown, stays
// mounted, and is told when it comes and goes; the address (#id or #id/argument) says which one is shown.
// Above: main.ts. Below: the views' folders; page.ts has what a view may use.

import type { Page } from "./page.ts";

export interface Mounted {
  /** The view comes to the front; argument: what follows #id/ in the address, "" if nothing. */
  show?(argument: string): void;
  hide?(): void;
}

export interface View {
  /** In the address, and the id of its section. */
  readonly id: string;
  readonly title: string;
  /** A sentence for the navigation's tooltip. */
  readonly about: string;
  load(): Promise<{ mount(place: HTMLElement, page: Page): Mounted }>;
}

export const views: readonly View[] = [
  {
    id: "terminal",
    title: "Terminal",
    about: "Shells of the Linux/parisc system that runs in this tab",
    load: () => import("./terminal/view.ts"),
  },
  {
    id: "lab",
    title: "Race lab",
    about: "Two races with network devices, step by step, in any order, on any kernel",
    load: () => import("./lab/view.ts"),
  },
  {
    id: "machine",
    title: "Machine",
    about: "Registers, code, memory, processes, system calls, the network: held, stepped, and back in time",
    load: () => import("./machine/view.ts"),
  },
  {
    id: "play",
    title: "Playground",
    about: "Type PA-RISC assembly, run it, step it forwards and back",
    load: () => import("./play/view.ts"),
  },
  {
    id: "files",
    title: "Files",
    about: "The guest's files: put some in, take some out",
    load: () => import("./files/view.ts"),
  },
  {
    id: "about",
    title: "About",
    about: "What this is, and what to try",
    load: () => import("./about/view.ts"),
  },
];
