// The machine view: holds the guest, steps it forwards and back, and shows what is inside: the processor, memory, processes,
// system calls, the network, speed. Above: views.ts. Below: the panes beside this file, protocol.ts.

import "./machine.css";
import type { Client } from "../client.ts";
import { el, ICONS, icon } from "../dom.ts";
import type { Page } from "../page.ts";
import type { Mounted } from "../views.ts";
import { Code } from "./code.ts";
import { Log } from "./log.ts";
import { MemoryPane } from "./memory.ts";
import { Network } from "./network.ts";
import type { MachineLook, ProcessLook, StopAnswer } from "./protocol.ts";
import { Registers } from "./registers.ts";
import { Speed } from "./speed.ts";
import { Tasks } from "./tasks.ts";

/** Between two looks at a system that runs. */
const LOOK_MS = 500;
const PARTS = [
  ["processor", "Processor"],
  ["system", "System"],
] as const;
type Part = (typeof PARTS)[number][0];

const BUSY = new Intl.NumberFormat("en");

class MachineView implements Mounted {
  readonly #registers = new Registers((address) => this.#memory.look(address));
  readonly #code = new Code({
    breakpoint: (address) => void this.#breakpoint(address),
    runTo: (address) => void this.#go("machine.step", address),
  });
  readonly #memory = new MemoryPane(() => void this.#look());
  readonly #tasks = new Tasks((pid) => {
    this.#pid = pid;
    void this.#look();
  });
  readonly #log = new Log(() => this.#watch());
  readonly #network = new Network(
    ({ driver, slot, bound }) =>
      void this.#attempt(async () => {
        const path = `/sys/bus/pci/drivers/${driver}/${bound ? "unbind" : "bind"}`;
        const data = new TextEncoder().encode(slot).buffer;
        await this.page.guest.ask("files.put", { path, data });
        await this.#lookNetwork();
      }),
    () => void this.page.reboot({ net: [...(this.page.request.net ?? []), "failover,name=net0"] }),
  );
  readonly #speed = new Speed();
  readonly #state = el("span", { class: "machine-state", role: "status" });
  readonly #run: HTMLButtonElement;
  readonly #buttons: HTMLButtonElement[] = [];
  readonly #now: HTMLButtonElement;
  readonly #program = el("input", {
    value: "/usr/bin/story",
    "aria-label": "Program and its arguments",
    size: 18,
  });
  readonly #parts = new Map<Part, HTMLElement>();
  readonly #partTabs = el("div", { class: "pane-tabs", role: "group", "aria-label": "What to show" });
  #part: Part = "processor";
  #pid = 0;
  #breakpoints = new Set<number>();
  #last: MachineLook | null = null;
  /** What it is compared with: as it was held the last time. */
  #held: ProcessLook | null = null;
  #shown = false;
  #busy = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    place: HTMLElement,
    readonly page: Page,
  ) {
    const act = (label: string, title: string, run: () => void) => {
      const b = el("button", { title, onclick: run }, label);
      this.#buttons.push(b);
      return b;
    };
    this.#run = el("button", { class: "primary", onclick: () => void this.#pauseOrRun() }, "Pause");
    this.#now = el("button", { onclick: () => void this.#toNow() }, "Back to now");
    const start = el(
      "form",
      { class: "row" },
      this.#program,
      el(
        "button",
        { title: "Starts it in a terminal, held at its first instruction" },
        icon(ICONS.play),
        "Start held",
      ),
    );
    start.addEventListener("submit", (e) => {
      e.preventDefault();
      void this.#start();
    });
    for (const [id, title] of PARTS)
      this.#partTabs.append(
        el(
          "button",
          { "data-part": id, onclick: () => this.page.go("machine", id === "system" ? id : "") },
          title,
        ),
      );
    const processor = el(
      "div",
      { class: "machine-processor" },
      this.#code.place,
      this.#registers.place,
      this.#tasks.place,
      this.#memory.place,
    );
    const system = el(
      "div",
      { class: "machine-system" },
      this.#network.place,
      this.#log.place,
      this.#speed.place,
    );
    this.#parts.set("processor", processor);
    this.#parts.set("system", system);
    place.append(
      el(
        "div",
        { class: "machine-view" },
        el("h1", { class: "unseen" }, "The machine"),
        el(
          "div",
          { class: "machine-bar" },
          this.#run,
          act(
            "Step back",
            "To the process's instruction before (Shift F10)",
            () => void this.#go("machine.back"),
          ),
          act("Step", "One instruction of the process (F10)", () => void this.#go("machine.step")),
          this.#now,
          this.#state,
          el("span", { class: "grow" }),
          start,
          this.#partTabs,
        ),
        processor,
        system,
      ),
    );
    place.addEventListener("keydown", (e) => {
      if (e.key !== "F10") return;
      e.preventDefault();
      void this.#go(e.shiftKey ? "machine.back" : "machine.step");
    });
    page.onBoot((guest) => this.#hear(guest));
  }

  show(argument: string): void {
    this.#shown = true;
    this.#part = argument === "system" ? "system" : "processor";
    for (const [id, part] of this.#parts) part.hidden = id !== this.#part;
    for (const b of this.#partTabs.children)
      b.setAttribute("aria-pressed", String((b as HTMLElement).dataset.part === this.#part));
    clearInterval(this.#timer);
    this.#timer = setInterval(() => void this.#tick(), LOOK_MS);
    void this.page.running().then(() => {
      this.#watch();
      return this.#look();
    });
  }

  hide(): void {
    this.#shown = false;
    clearInterval(this.#timer);
    this.#watch();
  }

  #hear(guest: Client): void {
    this.#pid = 0;
    this.#breakpoints = new Set();
    this.#held = null;
    this.#speed.reset();
    this.#log.clear();
    guest.on("machine.state", () => void this.#look());
    guest.on("machine.log", ({ lines, missed }) => this.#log.add(lines, missed));
    guest.on("machine.packets", (packets) => {
      for (const { dev, way } of packets) this.#network.packet(dev, way);
    });
    if (this.#shown) void this.page.running().then(() => this.#watch());
  }

  /** The log and the packets cost time: only while they are seen. */
  #watch(): void {
    if (!this.page.booted) return;
    const seen = this.#shown && this.#part === "system";
    this.page.guest.ask("machine.watch", { calls: seen && this.#log.on, packets: seen }).catch(() => {});
  }

  async #tick(): Promise<void> {
    if (document.hidden || !this.page.booted || this.#busy) return;
    if (this.#part === "system") await this.#lookNetwork();
    if (this.#last?.state === "running" || this.#part === "system") await this.#look();
  }

  async #lookNetwork(): Promise<void> {
    const look = await this.page.guest.ask("machine.network", null).catch(() => null);
    if (look) this.#network.show(look);
    const engine = await this.page.guest.ask("machine.engine", null).catch(() => "");
    this.#speed.engine(engine);
  }

  async #look(): Promise<void> {
    if (!this.page.booted || !this.#shown) return;
    const look = await this.page.guest
      .ask("machine.look", { pid: this.#pid, memory: this.#memory.at })
      .catch(() => null);
    if (!look) return;
    const held = look.state === "paused";
    const again = this.#last?.moment === look.moment && this.#last.state === look.state;
    if (held && !again) this.#held = this.#last?.process ?? null;
    this.#last = look;
    if (held && !this.#pid && look.process) this.#pid = look.process.pid;
    const past = look.moment < look.now;
    this.#state.textContent = held
      ? past
        ? `${BUSY.format(look.now - look.moment)} back`
        : `held at ${BUSY.format(look.moment)}`
      : look.state === "running"
        ? "running: hold it, or step back into its past"
        : look.state;
    this.#state.dataset.state = past ? "past" : look.state;
    this.#now.hidden = !past;
    this.#run.textContent = held ? "Run" : "Pause";
    this.#run.disabled = look.state !== "paused" && look.state !== "running";
    for (const b of this.#buttons) b.disabled = this.#busy || this.#run.disabled;
    if (this.#part === "processor") {
      const before = held ? this.#held : null;
      this.#tasks.show(look.tasks, look.process?.pid ?? this.#pid);
      this.#code.show(
        look.process,
        new Set(look.breakpoints),
        "Nothing of this process can be seen: it is the kernel's, or has ended.",
      );
      this.#registers.show(look.process, before);
      this.#memory.show(look.process, before);
    } else this.#speed.add(look.insns);
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (e) {
      this.page.notice({ kind: "bad", text: (e as Error).message });
    }
  }

  #pauseOrRun(): Promise<void> {
    return this.#attempt(async () => {
      await this.page.guest.ask(this.#last?.state === "paused" ? "machine.resume" : "machine.pause", null);
      await this.#look();
    });
  }

  #toNow(): Promise<void> {
    return this.#attempt(async () => {
      await this.page.guest.ask("machine.now", null);
      await this.#look();
    });
  }

  #go(which: "machine.step" | "machine.back", to?: number): Promise<void> {
    if (this.#busy) return Promise.resolve();
    return this.#attempt(async () => {
      this.#busy = true;
      for (const b of this.#buttons) b.disabled = true;
      this.#state.textContent = which === "machine.back" ? "repeats the run …" : "on its way …";
      try {
        const answer: StopAnswer = await this.page.guest.ask(which, { pid: this.#pid, to });
        if (!answer.reached) this.page.notice({ text: answer.why });
      } finally {
        this.#busy = false;
        await this.#look();
      }
      const p = this.#last?.process;
      const line = p?.code.find((l) => l.address === p.pc);
      if (line) this.page.announce(line.text);
    });
  }

  #breakpoint(address: number): Promise<void> {
    return this.#attempt(async () => {
      if (!this.#breakpoints.delete(address)) this.#breakpoints.add(address);
      await this.page.guest.ask("machine.breakpoints", { addresses: [...this.#breakpoints] });
      await this.#look();
    });
  }

  #start(): Promise<void> {
    return this.#attempt(async () => {
      const command = this.#program.value.trim().split(/\s+/);
      if (!command[0]) return;
      // the terminals must be there to take the new one
      await this.page.offer("run");
      const { pid, name } = await this.page.guest.ask("machine.start", { command, rows: 24, cols: 80 });
      this.#pid = pid;
      this.page.notice({
        text: `${command[0]} stands before its first instruction. What it writes comes to ${name}.`,
        actions: [{ label: "Its terminal", run: () => this.page.go("terminal") }],
        stays: 8000,
      });
      await this.#look();
    });
  }
}

export const mount = (place: HTMLElement, page: Page): Mounted => new MachineView(place, page);
