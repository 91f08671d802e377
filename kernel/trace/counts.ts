// strace -c: how often each call was made, how often in vain, and the time spent in it.
// Above: watch.ts. Below: events.ts.

import type { StraceEvent } from "./events.ts";

export class Counts {
  readonly #calls = new Map<string, { calls: number; errors: number; time: number }>();

  event(e: StraceEvent): void {
    if (e.type !== "syscall") return;
    const c = this.#calls.get(e.name) ?? { calls: 0, errors: 0, time: 0 };
    this.#calls.set(e.name, c);
    c.calls++;
    if (e.error) c.errors++;
    c.time += e.duration;
  }

  /** strace's table: most time first, then most calls. */
  table(): string[] {
    const rows = [...this.#calls].sort(([, a], [, b]) => b.time - a.time || b.calls - a.calls);
    const sum = { calls: 0, errors: 0, time: 0 };
    for (const [, c] of rows) {
      sum.calls += c.calls;
      sum.errors += c.errors;
      sum.time += c.time;
    }
    const line = (share: number, time: number, calls: number, errors: number, name: string) =>
      [
        share.toFixed(2).padStart(6),
        (time / 1e9).toFixed(6).padStart(11),
        String(calls ? Math.round(time / 1000 / calls) : 0).padStart(11),
        String(calls).padStart(9),
        (errors ? String(errors) : "").padStart(9),
        name,
      ].join(" ");
    const rule = `${"-".repeat(6)} ${"-".repeat(11)} ${"-".repeat(11)} ${"-".repeat(9)} ${"-".repeat(9)} ${"-".repeat(16)}`;
    const share = (time: number) => (sum.time ? (100 * time) / sum.time : 0);
    return [
      "% time     seconds  usecs/call     calls    errors syscall",
      rule,
      ...rows.map(([name, c]) => line(share(c.time), c.time, c.calls, c.errors, name)),
      rule,
      line(sum.time ? 100 : 0, sum.time, sum.calls, sum.errors, "total"),
    ];
  }
}
