// What `--net KIND,loss=1%,delay=10ms` says of the fault injector: its options from text, spelt as tc(8)'s netem.
// Above: setup.ts. Below: ../sched/sch_netem.ts.

import { NETEM_DEFAULTS, type netem_options } from "../sched/sch_netem.ts";

type Read = (text: string) => number | null;

const unit =
  (units: Readonly<Record<string, number>>): Read =>
  (text) => {
    const m = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text);
    const factor = m && Object.hasOwn(units, m[2].toLowerCase()) ? units[m[2].toLowerCase()] : null;
    return factor === null ? null : Number(m![1]) * factor;
  };

/** "1%" or "0.01": 0 … 1. */
const probability: Read = (text) => {
  const m = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
  const p = m ? Number(m[1]) / (m[2] ? 100 : 1) : 2;
  return p <= 1 ? p : null;
};
/** "10ms"; plain numbers are milliseconds. */
const time = unit({ "": 1e6, ns: 1, us: 1e3, ms: 1e6, s: 1e9 });
/** A time as the fault injector's options have it, in nanoseconds. */
export const netem_time = (text: string): number | null => time(text);
/** "10mbit", "1mbps" (bytes): bytes a second; plain numbers are bits. */
const rate = unit({
  "": 1 / 8,
  bit: 1 / 8,
  kbit: 1e3 / 8,
  mbit: 1e6 / 8,
  gbit: 1e9 / 8,
  bps: 1,
  kbps: 1e3,
  mbps: 1e6,
});
const count: Read = (text) => (/^\d{1,9}$/.test(text) ? Number(text) : null);

const ROWS: Readonly<Record<string, readonly [field: keyof netem_options, read: Read, example: string]>> = {
  loss: ["loss", probability, "1%"],
  delay: ["latency", time, "10ms"],
  jitter: ["jitter", time, "2ms"],
  reorder: ["reorder", probability, "25%"],
  gap: ["gap", count, "5"],
  duplicate: ["duplicate", probability, "1%"],
  corrupt: ["corrupt", probability, "0.1%"],
  rate: ["rate", rate, "10mbit"],
  limit: ["limit", count, "1000"],
  netseed: ["seed", count, "7"],
};

/** The keys of a device's specification that are the fault injector's. */
export const NETEM_KEYS: readonly string[] = Object.keys(ROWS);

/** The options that a specification has, null if none; fail gets the sentence for the user. */
export function netem_parse(
  get: (key: string) => string | undefined,
  fail: (why: string) => never,
): netem_options | null {
  const options: Record<string, number> = {};
  for (const [key, [field, read, example]] of Object.entries(ROWS)) {
    const text = get(key);
    if (text === undefined) continue;
    options[field] = read(text) ?? fail(`${key}=${text}: write it like ${key}=${example}`);
  }
  if (Object.keys(options).length === 0) return null;
  if (options.reorder && !options.latency) fail("reorder= needs delay=: something must be there to overtake");
  return { ...NETEM_DEFAULTS, ...options } as netem_options;
}
