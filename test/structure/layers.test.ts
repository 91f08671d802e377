// The house's layers inside kernel/: which folder imports which, and how large a circle of imports may be. (Between the
// top-level folders the TypeScript project references see to it.) Imports of types do not count: they are gone at run time.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** "import type …" and "import { type A, type B }" bring nothing. */
function bringsValues(clause: string): boolean {
  if (clause.startsWith("type ")) return false;
  const named = clause.match(/^\{([^}]*)\}$/);
  if (!named) return true;
  const names = named[1].split(",").map((n) => n.trim());
  return names.some((n) => n && !n.startsWith("type "));
}

/** What each file of kernel/ imports, as paths from the repository's root. */
function importsOfKernel(): Map<string, string[]> {
  const graph = new Map<string, string[]>();
  for (const entry of readdirSync(join(ROOT, "kernel"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".ts")) continue;
    const path = relative(ROOT, join(entry.parentPath, entry.name));
    const found: string[] = [];
    const source = readFileSync(join(ROOT, path), "utf8");
    for (const [, clause, from] of source.matchAll(/^(?:import|export) ([^;]*?)\s*from "(\.[^"]+)";/gm))
      if (bringsValues(clause)) found.push(normalize(join(dirname(path), from)));
    graph.set(path, found);
  }
  return graph;
}

const graph = importsOfKernel();

/** A folder, and those it knows nothing of. */
const LAYERS: readonly { folder: string; above: readonly string[] }[] = [
  { folder: "kernel/uapi/", above: ["kernel/!(uapi)"] },
  {
    folder: "kernel/net/wire/",
    above: ["kernel/!(uapi|net)", ...["core", "ipv4", "ipv6", "netlink"].map((f) => `kernel/net/${f}/`)],
  },
  {
    folder: "kernel/net/core/",
    above: ["ipv4", "ipv6", "unix", "packet", "drivers"].map((f) => `kernel/net/${f}/`),
  },
  {
    folder: "kernel/net/ipv4/",
    above: ["unix", "packet", "drivers"].map((f) => `kernel/net/${f}/`),
  },
  { folder: "kernel/net/unix/", above: ["ipv4", "ipv6", "packet", "drivers"].map((f) => `kernel/net/${f}/`) },
  { folder: "kernel/mm/", above: ["kernel/net/", "kernel/syscalls/", "kernel/trace/"] },
  { folder: "kernel/time/", above: ["kernel/net/", "kernel/syscalls/", "kernel/trace/"] },
];

/** "kernel/!(a|b)": anything in kernel/ but those folders. */
function isIn(path: string, pattern: string): boolean {
  const except = pattern.match(/^(.*)!\((.*)\)$/);
  if (!except) return path.startsWith(pattern);
  return (
    path.startsWith(except[1]) && !except[2].split("|").some((f) => path.startsWith(`${except[1]}${f}/`))
  );
}

test.each(LAYERS)("$folder imports nothing above it", ({ folder, above }) => {
  const files = [...graph].filter(([path]) => path.startsWith(folder));
  expect(files.length).toBeGreaterThan(1);
  const wrong = files.flatMap(([path, imports]) =>
    imports.filter((i) => above.some((a) => isIn(i, a))).map((i) => `${path} imports ${i}`),
  );
  expect(wrong).toEqual([]);
});

/** Sets of files that import each other (Tarjan's strongly connected components). */
function circles(): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (v: string): void => {
    index.set(v, index.size);
    low.set(v, index.get(v)!);
    stack.push(v);
    for (const w of graph.get(v) ?? []) {
      if (!index.has(w)) visit(w);
      if (stack.includes(w)) low.set(v, Math.min(low.get(v)!, low.get(w) ?? Number.POSITIVE_INFINITY));
    }
    if (low.get(v) === index.get(v)) found.push(stack.splice(stack.indexOf(v)));
  };
  for (const v of graph.keys()) if (!index.has(v)) visit(v);
  return found.filter((c) => c.length > 1);
}

// IPv4 and IPv6 know each other, as in Linux (mapped addresses, gateways of the other family); so do files, namespaces,
// tasks and netlink. What has been untangled stays so.
test("no circle of imports is larger than the two that there are", () => {
  const largest = circles().sort((a, b) => b.length - a.length);
  expect(largest[0].length, largest[0].join("\n")).toBeLessThanOrEqual(74);
  expect(largest[1].length, largest[1].join("\n")).toBeLessThanOrEqual(44);
  expect(largest[2].length, largest[2].join("\n")).toBeLessThanOrEqual(8);
  const inet = largest[0].filter((f) => !/^kernel\/net\/ipv[46]\//.test(f));
  expect(inet).toEqual([]);
});
