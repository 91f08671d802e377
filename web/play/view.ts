// The playground: a program in assembly, assembled while it is typed, run in a small system of its own, stepped forwards
// and back. Above: views.ts. Below: editor.ts, docs.ts, link.ts, the machine view's panes, emulator/disasm.

import "../machine/machine.css";
import "./play.css";
import { writeElf } from "../../emulator/disasm/elf.ts";
import { assembleProgram, type Program, ProgramError } from "../../emulator/disasm/program.ts";
import { Client } from "../client.ts";
import { el, ICONS, icon } from "../dom.ts";
import { MemoryPane } from "../machine/memory.ts";
import type { MachineLook, ProcessLook } from "../machine/protocol.ts";
import { Registers } from "../machine/registers.ts";
import type { Page } from "../page.ts";
import type { BootRequest } from "../protocol.ts";
import type { Mounted } from "../views.ts";
import { docsOf, mnemonicOf } from "./docs.ts";
import { Editor } from "./editor.ts";
import { EXAMPLES } from "./examples.ts";
import { fromLink, LONGEST, toLink } from "./link.ts";

const BASE = 0x10000;
const PATH = "/program";
/** PF_R | PF_W | PF_X: one piece of memory holds all. */
const ALL = 7;
const SYSTEM: BootRequest = {
  // what is typed here changes too often
  codeCache: false,
  rootfs: null,
  init: false,
  net: [],
  clock: "virtual",
  seed: 1,
  memory: 32 << 20,
  record: true,
};
/** After the last key. */
const ASSEMBLE_MS = 250;
const KEPT_OUTPUT = 20_000;

class PlayView implements Mounted {
  readonly #editor = new Editor({
    changed: () => this.#changed(),
    line: (n) => this.#document(n),
    breakpoint: (line) => void this.#breakpoint(line),
  });
  readonly #registers = new Registers((address) => this.#memory.look(address));
  readonly #memory = new MemoryPane(() => void this.#look());
  readonly #output = el("pre", { class: "play-output", tabindex: 0, role: "log", "aria-label": "Output" });
  readonly #message = el("p", { class: "play-message", role: "status" });
  readonly #doc = el("div", { class: "play-doc", id: "play-doc" });
  readonly #examples = el("select", { "aria-label": "Examples" });
  readonly #buttons: Readonly<Record<"run" | "step" | "back" | "reset", HTMLButtonElement>>;
  #program: Program | null = null;
  #wrong = 0;
  #lines = new Set<number>();
  #guest: Client | null = null;
  #pid = 0;
  #ended = false;
  #busy = false;
  #running = false;
  /** It was let run: not only up to its next instruction. */
  #started = false;
  #last: ProcessLook | null = null;
  /** What it is compared with, and the moment that is shown. */
  #before: ProcessLook | null = null;
  #moment = -1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    place: HTMLElement,
    readonly page: Page,
  ) {
    const button = (label: string, title: string, run: () => void, kind = "") =>
      el("button", { title, class: kind || undefined, onclick: run }, label);
    this.#buttons = {
      run: button("Run", "To the next breakpoint, or the end (F9)", () => void this.#run(), "primary"),
      step: button("Step", "One instruction (F10)", () => void this.#step("machine.step")),
      back: button("Step back", "Undo one instruction (Shift F10)", () => void this.#step("machine.back")),
      reset: button("From the start", "Loads the program anew", () => void this.#reset()),
    };
    const { run, step, back, reset } = this.#buttons;
    this.#examples.append(el("option", { value: "" }, "Examples …"));
    for (const e of EXAMPLES) this.#examples.append(el("option", { value: e.id }, e.title));
    this.#examples.addEventListener("change", () => this.page.go("play", this.#examples.value));
    place.append(
      el(
        "div",
        { class: "play-view" },
        el("h1", { class: "unseen" }, "Playground for PA-RISC assembly"),
        el(
          "div",
          { class: "machine-bar" },
          run,
          back,
          step,
          reset,
          this.#message,
          el("span", { class: "grow" }),
          this.#examples,
          el(
            "button",
            { title: "A link that holds this program", onclick: () => void this.#share() },
            icon(ICONS.link),
            "Copy link",
          ),
        ),
        el("section", { class: "pane play-source", "aria-label": "Program" }, this.#editor.place, this.#doc),
        this.#registers.place,
        this.#memory.place,
        el(
          "section",
          { class: "pane play-out", "aria-label": "Output" },
          el("div", { class: "pane-head" }, el("h2", {}, "Output")),
          this.#output,
        ),
      ),
    );
    place.addEventListener("keydown", (e) => {
      if (e.key === "F9") void this.#run();
      else if (e.key === "F10") void this.#step(e.shiftKey ? "machine.back" : "machine.step");
      else return;
      e.preventDefault();
    });
  }

  /** An example's id, or a link. */
  async show(argument: string): Promise<void> {
    if (!argument && this.#editor.source) return;
    const linked = await fromLink(argument);
    const example = EXAMPLES.find((e) => e.id === argument);
    if (argument && linked === null && !example)
      this.page.notice({ kind: "bad", text: "This link holds no program: it is damaged." });
    this.#load(linked ?? (example ?? EXAMPLES[0]).source, example?.id ?? "");
  }

  hide(): void {
    this.#end();
  }

  #load(source: string, example: string): void {
    this.#editor.source = source;
    this.#examples.value = example;
    this.#lines = new Set();
    this.#assemble();
    this.#document(1);
  }

  #changed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#assemble();
      void this.#remember();
    }, ASSEMBLE_MS);
  }

  /** The address holds the program as it is now. */
  async #remember(): Promise<void> {
    const link = await toLink(this.#editor.source);
    if (link.length <= LONGEST) history.replaceState(null, "", `#play/${link}`);
  }

  async #share(): Promise<void> {
    const link = await toLink(this.#editor.source);
    if (link.length > LONGEST) {
      this.page.notice({ kind: "bad", text: "The program is too long for a link." });
      return;
    }
    history.replaceState(null, "", `#play/${link}`);
    await navigator.clipboard?.writeText(location.href).then(
      () => this.page.notice({ kind: "good", text: "The link is in the clipboard." }),
      () => this.page.notice({ text: "The link is in the address bar." }),
    );
  }

  /** What was running was another program. */
  #assemble(): void {
    this.#end();
    this.#wrong = 0;
    this.#program = null;
    this.#output.textContent = "";
    try {
      this.#program = assembleProgram(this.#editor.source, BASE);
      const n = this.#program.lines.size;
      this.#say(n ? `${n} instructions` : "There is no instruction yet.");
    } catch (e) {
      this.#wrong = e instanceof ProgramError ? e.line : 0;
      this.#say((e as Error).message.replace(/^l/, "L"), "bad");
    }
    this.#registers.show(null, null);
    this.#memory.show(null, null);
    this.#marks(0);
    this.#enable();
  }

  #say(text: string, kind = ""): void {
    this.#message.textContent = text;
    this.#message.className = `play-message ${kind}`;
  }

  #enable(): void {
    const ready = this.#program !== null && this.#program.lines.size > 0 && !this.#busy;
    const { run, step, back, reset } = this.#buttons;
    run.textContent = this.#running ? "Pause" : "Run";
    run.disabled = !ready || this.#ended;
    step.disabled = run.disabled || this.#running;
    back.disabled = !ready || !this.#guest || this.#running;
    reset.disabled = !ready || !this.#guest;
  }

  #marks(current: number): void {
    this.#editor.mark(current, this.#wrong, this.#lines);
  }

  #document(line: number): void {
    const text = this.#editor.lineText(line);
    const word = mnemonicOf(text);
    const docs = docsOf(word);
    const [first, ...more] = docs;
    if (!first) {
      this.#doc.replaceChildren(
        el(
          "p",
          { class: "muted" },
          word
            ? `${word}: there is no such instruction.`
            : "Point at an instruction, or put the caret on it: what it does stands here. Escape, then Tab leaves the editor.",
        ),
      );
      return;
    }
    const also = more
      .slice(0, 3)
      .map((d) => d.syntax)
      .join("   ");
    this.#doc.replaceChildren(
      el(
        "p",
        {},
        el("code", {}, first.syntax),
        first.facts && el("span", { class: "muted" }, ` ${first.facts}`),
      ),
      el("p", { class: "play-does" }, first.does),
      el("code", { class: "play-bits muted" }, first.bits),
      el("p", { class: "muted" }, more.length ? "Also " : "", el("code", {}, also)),
    );
  }

  /** One thing at a time; the buttons rest meanwhile. */
  async #do(run: () => Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#busy || !this.#program?.lines.size) return;
    this.#busy = true;
    this.#enable();
    try {
      await run();
    } catch (e) {
      this.#say((e as Error).message, "bad");
    } finally {
      this.#busy = false;
      this.#enable();
    }
  }

  #end(): void {
    this.#guest?.end();
    this.#guest = null;
    this.#pid = 0;
    this.#ended = this.#running = this.#started = false;
    this.#last = this.#before = null;
    this.#moment = -1;
  }

  /** A system with the program in it, held at its first instruction. */
  async #begin(): Promise<Client> {
    if (this.#guest) return this.#guest;
    const program = this.#program!;
    const guest = new Client();
    this.#guest = guest;
    const stale = () => this.#guest !== guest;
    guest.on("terminal.output", ({ terminal, bytes }) => {
      guest.tell("terminal.taken", { terminal, count: bytes.length });
      if (stale()) return;
      const text = this.#output.textContent + new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
      this.#output.textContent = text.slice(-KEPT_OUTPUT);
    });
    guest.on("terminal.ended", ({ status }) => {
      if (stale()) return;
      this.#ended = true;
      this.#running = this.#started = false;
      // as a shell says it: beyond 128 it may have been a signal
      this.#say(`It has ended, with status ${status}.`, "good");
      this.#marks(0);
      this.#enable();
    });
    guest.on("machine.state", () => void this.#look());
    guest.on("failed", ({ message }) => this.#say(message, "bad"));
    await guest.boot(SYSTEM);
    const entry = program.labels.get("_start") ?? program.base;
    const elf = writeElf(entry, [{ address: program.base, bytes: program.bytes, flags: ALL }]);
    await guest.ask("files.put", { path: PATH, data: elf.buffer as ArrayBuffer, mode: 0o755 });
    await this.#tellBreakpoints();
    const { pid } = await guest.ask("machine.start", { command: [PATH], rows: 24, cols: 80 });
    this.#pid = pid;
    return guest;
  }

  #addresses(): number[] {
    return [...(this.#program?.lines ?? [])]
      .filter(([, line]) => this.#lines.has(line))
      .map(([address]) => address);
  }

  async #tellBreakpoints(): Promise<void> {
    await this.#guest?.ask("machine.breakpoints", { addresses: this.#addresses() });
  }

  async #breakpoint(line: number): Promise<void> {
    if (!this.#lines.delete(line)) this.#lines.add(line);
    this.#marks(this.#line(this.#last));
    if (this.#pid) await this.#tellBreakpoints();
  }

  #line(p: ProcessLook | null): number {
    return (p && this.#program?.lines.get(p.pc)) ?? 0;
  }

  async #look(): Promise<MachineLook | null> {
    const guest = this.#guest;
    if (!guest || !this.#pid) return null;
    const look = await guest
      .ask("machine.look", { pid: this.#pid, memory: this.#memory.at })
      .catch(() => null);
    if (!look || guest !== this.#guest) return null;
    const p = look.process;
    this.#running = look.state === "running" && !this.#ended && this.#started;
    if (look.state === "paused" && p) {
      // looked at again, it is still compared with the step before
      if (look.moment !== this.#moment) this.#before = this.#last;
      this.#moment = look.moment;
      const before = this.#before;
      this.#registers.show(p, before);
      this.#memory.show(p, before);
      this.#last = p;
      this.#ended = false;
      this.#marks(this.#line(p));
      this.#say(
        `Line ${this.#line(p)} is next${look.moment < look.now ? `, ${look.now - look.moment} back` : ""}.`,
      );
      this.#started = false;
    } else if (this.#running) this.#say("It runs …");
    this.#enable();
    return look;
  }

  /** Or, while it runs, holds it. */
  #run(): Promise<void> {
    return this.#do(async () => {
      const guest = await this.#begin();
      if (this.#running) await guest.ask("machine.pause", null);
      else {
        await guest.ask("machine.resume", null);
        this.#started = true;
        await this.#look();
      }
    });
  }

  #step(which: "machine.step" | "machine.back"): Promise<void> {
    return this.#do(async () => {
      const fresh = !this.#guest;
      const guest = await this.#begin();
      // the first step shows the first instruction
      if (!fresh) {
        const answer = await guest.ask(which, { pid: this.#pid });
        if (!answer.reached && !this.#ended) this.#say(answer.why);
        else if (!answer.reached) return;
      }
      await this.#look();
    });
  }

  #reset(): Promise<void> {
    return this.#do(async () => {
      this.#end();
      this.#output.textContent = "";
      await this.#begin();
      await this.#look();
    });
  }
}

export const mount = (place: HTMLElement, page: Page): Mounted => new PlayView(place, page);
