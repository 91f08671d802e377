// A run depends on its options and the host's answers only. What would be a hidden source is not in the kernel's and the
// machine's code: clocks, randomness, the event loop, and numbers that two systems in one process would share.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../tools.ts";

/** Uses that change nothing a program could see, with the reason. */
const KNOWN: Readonly<Record<string, string>> = {
  "kernel/trace/lines.ts: new Date(": "shows a time that it was given",
  "emulator/machine.ts: .performance": "how long translation takes, for --stats",
  "kernel/net/core/skb_data.ts: kept":
    "arrays to be used again, whose bytes are written before they are read",
};

const HIDDEN =
  /\bnew Date\(|\bDate\.now|Math\.random|\bperformance\.|\.performance\b|\bset(?:Timeout|Interval|Immediate)\(|queueMicrotask|\bcrypto\.|\bprocess\.(?:hrtime|env|memoryUsage|uptime|nextTick)\b|\bnavigator\b/g;
/** A module's counter. */
const SHARED = /^(?:export )?let (\w+)(?:: \w+)? = -?\d+n?;/gm;

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    // the core is WebAssembly, which has none of this; uapi is tables
    if (path === "emulator/core" || path === "kernel/uapi") continue;
    if (entry.isDirectory()) yield* sources(path);
    else if (path.endsWith(".ts")) yield path;
  }
}

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*/g, "");

describe("no hidden source", () => {
  const files = [...sources("kernel"), ...sources("emulator")];
  const code = new Map(files.map((f) => [f, withoutComments(readFileSync(join(root, f), "utf8"))]));

  it("of time or chance", () => {
    const found = files.flatMap((f) =>
      [...new Set([...code.get(f)!.matchAll(HIDDEN)].map((m) => `${f}: ${m[0]}`))].filter(
        (use) => !KNOWN[use],
      ),
    );
    expect(files.length).toBeGreaterThan(300);
    expect(found).toEqual([]);
  });

  it("in what systems of one process share", () => {
    const found = files
      .flatMap((f) => [...code.get(f)!.matchAll(SHARED)].map((m) => `${f}: ${m[1]}`))
      .filter((use) => !KNOWN[use]);
    expect(found).toEqual([]);
  });
});
