// Forwards and backwards through a recorded run. A system cannot be copied, so going back is replaying: from the
// beginning, or from a replica that was left behind; or, within a stretch of user code, from an image (image.ts).
// Above: debuggers, the page. Below: player.ts, image.ts.

import type { Machine } from "../../emulator/index.ts";
import type { System } from "../boot.ts";
import type { BootOptions } from "../boot_options.ts";
import type { task_struct } from "../task/task.ts";
import { Image } from "./image.ts";
import { Player } from "./player.ts";
import type { Recording } from "./recording.ts";

export interface TimelineOptions {
  /** A fresh machine with so many bytes of memory. */
  machine: (memory: number) => Promise<Machine>;
  /** Systems that are kept besides the one at the present moment. */
  replicas?: number;
  /** Each new system, before it runs: a debugger's hooks. They may call sched.pause(), which is a stop. */
  prepare?: (system: System) => void;
  /** What programs write, each byte once: the first time that the moment comes by. */
  output?: (stream: number, bytes: Uint8Array) => void;
  /** Options of boot() that only watch. */
  watch?: Partial<BootOptions>;
}

/** How far back stops are looked for instruction by instruction at first; then in growing steps. */
const FIRST_WINDOW = 20_000;
const GROWTH = 8;
/** Moments before a goal in which images are taken on the way. */
const NEAR = 2000;

/** One of the systems that stand somewhere in the run. */
interface Stand {
  readonly player: Player;
  image: Image | null;
}

export class Timeline {
  /** On the way to a moment: a hook's stop would count for nothing now. */
  travelling = false;
  readonly #options: TimelineOptions;
  readonly #replicas: number;
  #recording: Recording;
  #now!: Stand;
  /** Others, the one that was used last at the end. */
  #others: Stand[] = [];
  /** Entries whose output has been shown. */
  #shown = 0;
  /** While a stop is looked for: which of them counts, and from where on. */
  #stop: ((system: System) => boolean) | null = null;
  #stopsAfter = -1;
  #stopsBefore = Number.POSITIVE_INFINITY;
  /** Moment of the last one, if it is that one that counts; and whether each holds the system. */
  #lastStop = -1;
  #holds = false;

  private constructor(recording: Recording, options: TimelineOptions) {
    this.#recording = recording;
    this.#options = options;
    this.#replicas = options.replicas ?? 3;
  }

  /** Stands before the first instruction. */
  static async open(recording: Recording, options: TimelineOptions): Promise<Timeline> {
    const timeline = new Timeline(recording, options);
    timeline.#now = await timeline.#fresh();
    await timeline.#run(timeline.#now, 0);
    return timeline;
  }

  /** The system that stands at the present moment. Another one after each step back. */
  get system(): System {
    return this.#now.player.system;
  }

  /** The present moment. */
  get moment(): number {
    return this.#now.player.moment;
  }

  /** Whether nothing more was recorded. */
  get atEnd(): boolean {
    return this.#now.player.atEnd;
  }

  /** A longer recording of the same run: what was the end is none any more. */
  extend(recording: Recording): void {
    this.#recording = recording;
    for (const { player } of [this.#now, ...this.#others]) player.extend(recording);
  }

  /** To a moment; beyond the end: to the end. */
  async seek(moment: number): Promise<void> {
    const goal = Math.max(0, moment);
    if (goal === this.moment && this.system.kernel.sched.held >= 0) return;
    if (goal < this.moment) await this.#back(goal);
    await this.#run(this.#now, goal);
  }

  /** One instruction, or the trap it ends in, forwards. */
  async step(): Promise<void> {
    await this.seek(this.moment + 1);
  }

  async stepBack(): Promise<void> {
    await this.seek(this.moment - 1);
  }

  /**
   * Forwards to the next stop: a moment at which a hook called sched.pause(), or `stop` (asked before each instruction,
   * which is slow) says so. false: the end came first.
   */
  async continue(stop: ((system: System) => boolean) | null = null): Promise<boolean> {
    this.#look(stop, this.moment, Number.POSITIVE_INFINITY, true);
    try {
      const played = await this.#now.player.run();
      return played === "stopped";
    } finally {
      this.#look(null, -1, -1, false);
    }
  }

  /** Backwards to the last stop before the present moment; false: there was none, and it stands at the beginning. */
  async reverseContinue(stop: ((system: System) => boolean) | null = null): Promise<boolean> {
    const from = this.moment;
    // hooks cost little: all of it at once; single steps are taken in growing distances
    let window = stop ? FIRST_WINDOW : Number.POSITIVE_INFINITY;
    for (let end = from; end > 0; ) {
      const start = Math.max(0, end - window);
      const found = await this.#lastIn(start, end, stop);
      if (found >= 0) {
        await this.seek(found);
        return true;
      }
      end = start;
      window *= GROWTH;
    }
    await this.seek(0);
    return false;
  }

  /** The last stop in [start, end), or -1. */
  async #lastIn(start: number, end: number, stop: ((system: System) => boolean) | null): Promise<number> {
    await this.seek(start);
    this.#look(stop, start - 1, end, false);
    try {
      for (;;) {
        const played = await this.#now.player.run({ until: end });
        const { moment } = this;
        if (played !== "stopped" || moment >= end) break;
        // a hook's own stop
        this.#lastStop = Math.max(this.#lastStop, moment);
      }
      return this.#lastStop;
    } finally {
      this.#look(null, -1, -1, false);
    }
  }

  #look(stop: ((system: System) => boolean) | null, after: number, before: number, holds: boolean): void {
    this.#stop = stop;
    this.#stopsAfter = after;
    this.#stopsBefore = before;
    this.#holds = holds;
    this.#lastStop = -1;
    const points = this.#now.player.system.kernel.tracepoints;
    if (stop) this.#watch(this.#now.player.system);
    else if (points && this.#usual.has(points)) {
      points.insn = this.#usual.get(points)!;
      this.#usual.delete(points);
    }
  }

  /** The instruction hooks that were there before ours. */
  readonly #usual = new WeakMap<object, ((t: task_struct) => void) | null>();

  #watch(system: System): void {
    const { kernel } = system;
    kernel.tracepoints ??= { sched_switch: null, trap: null, insn: null };
    const points = kernel.tracepoints;
    const usual = points.insn;
    this.#usual.set(points, usual);
    points.insn = (t) => {
      usual?.(t);
      const { moment } = kernel.sched;
      if (moment <= this.#stopsAfter || moment >= this.#stopsBefore || !this.#stop?.(system)) return;
      this.#lastStop = moment;
      if (this.#holds) kernel.sched.pause();
    };
  }

  /** A system that stands at the goal or before it becomes the present one. */
  async #back(goal: number): Promise<void> {
    const left = this.#now;
    if (left.image?.valid && left.image.moment <= goal) {
      left.image.restore();
      return;
    }
    // the stretch of user code that the goal is in, if it is known
    const since = left.player.system.kernel.sched.user_since;
    const usable = this.#others.filter(
      ({ player, image }) =>
        (player.moment <= goal && player.system.kernel.sched.held >= 0) ||
        (image?.valid && image.moment <= goal),
    );
    const at = (s: Stand) => (s.player.moment <= goal ? s.player.moment : s.image!.moment);
    usable.sort((a, b) => at(b) - at(a));
    const best = usable[0] ?? (await this.#fresh());
    this.#others = this.#others.filter((s) => s !== best);
    this.#others.push(left);
    this.#now = best;
    if (best.player.moment > goal) best.image!.restore();
    if (since <= goal && since >= best.player.moment) {
      await this.#run(best, since);
      best.image = Image.take(best.player.system.kernel);
    } else {
      // one image of each stretch that begins shortly before the goal: the last one is the goal's own
      await this.#run(best, goal - NEAR);
      const { kernel } = best.player.system;
      kernel.sched.begins = () => {
        best.image = Image.take(kernel);
      };
      await this.#run(best, goal).finally(() => {
        kernel.sched.begins = null;
      });
    }
    this.#drop();
  }

  /** Keeps as many systems as it may, the ones that stand earliest: later moments are reached from them. */
  #drop(): void {
    while (this.#others.length > this.#replicas) {
      const latest = this.#others.reduce((a, b) => (b.player.moment > a.player.moment ? b : a));
      this.#others = this.#others.filter((s) => s !== latest);
    }
  }

  /**
   * Gets ready for going back from here, while the user thinks: a replica at the beginning of the present stretch of user
   * code. Costs a replay up to here.
   */
  async prepareBack(): Promise<void> {
    const since = this.system.kernel.sched.user_since;
    const goal = since < this.moment ? since : Math.max(0, since - 1);
    if (this.#now.image?.valid || this.#others.some(({ player }) => player.moment === goal)) return;
    const stand = await this.#fresh();
    await this.#run(stand, goal);
    stand.image = Image.take(stand.player.system.kernel);
    this.#others.push(stand);
    this.#drop();
  }

  async #fresh(): Promise<Stand> {
    const { header } = this.#recording;
    const player: Player = await Player.boot(this.#recording, {
      machine: await this.#options.machine(header.memory),
      watch: this.#options.watch,
      output: (stream, bytes) => {
        const at = player.host.position;
        if (at <= this.#shown) return;
        this.#shown = at;
        this.#options.output?.(stream, bytes);
      },
    });
    this.#options.prepare?.(player.system);
    return { player, image: null };
  }

  /** To the moment, past all stops of hooks. */
  async #run({ player }: Stand, goal: number): Promise<void> {
    this.travelling = true;
    try {
      for (;;) {
        const played = await player.run({ until: goal });
        if (played !== "stopped" || player.moment >= goal) return;
      }
    } finally {
      this.travelling = false;
    }
  }
}
