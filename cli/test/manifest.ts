// Manifests: TOML, YAML or JSON files that list tests. Every key is a row here; what is not known is a mistake of the
// user's and is named with its place.
// Above: collect.ts. Below: smol-toml, yaml, spec.ts.

import { readFileSync } from "node:fs";
import { basename, dirname, extname, resolve } from "node:path";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { CHANGES, parseRelease, ReleaseError } from "../../kernel/releases.ts";
import { UsageError } from "../usage.ts";
import { type Expectation, type Matrix, PARTS, type Part, type Test } from "./spec.ts";

type Json = Readonly<Record<string, unknown>>;

/** Reads values of one table, notes which keys were asked for, and complains about the rest. */
class Table {
  readonly #seen = new Set<string>();

  constructor(
    readonly json: Json,
    /** "regressions.toml: test 2 (bind)" */
    readonly where: string,
  ) {}

  fail(what: string): never {
    throw new UsageError(`${this.where}: ${what}`);
  }

  #get(key: string): unknown {
    this.#seen.add(key);
    return this.json[key];
  }

  text(key: string): string | undefined {
    const v = this.#get(key);
    if (v === undefined || typeof v === "string") return v;
    this.fail(`${key} must be a text`);
  }

  number(key: string): number | undefined {
    const v = this.#get(key);
    if (v === undefined) return undefined;
    if (typeof v === "number" && Number.isFinite(v) && v >= 0) return v;
    this.fail(`${key} must be a number`);
  }

  list(key: string): string[] | undefined {
    const v = this.#get(key);
    if (v === undefined) return undefined;
    const list = Array.isArray(v) ? v : [v];
    if (list.every((x) => typeof x === "string" || typeof x === "number")) return list.map(String);
    this.fail(`${key} must be a list of texts`);
  }

  oneOf<T extends string>(key: string, known: readonly T[]): T | undefined {
    const v = this.text(key);
    if (v === undefined || known.includes(v as T)) return v as T | undefined;
    this.fail(`${key} must be one of ${known.join(", ")}, not ${v}`);
  }

  pattern(key: string): string | undefined {
    const v = this.text(key);
    try {
      if (v !== undefined) new RegExp(v, "s");
    } catch (e) {
      this.fail(`${key}: ${(e as Error).message}`);
    }
    return v;
  }

  table(key: string): Table | undefined {
    const v = this.#get(key);
    if (v === undefined) return undefined;
    if (typeof v === "object" && v !== null && !Array.isArray(v))
      return new Table(v as Json, `${this.where}, ${key}`);
    this.fail(`${key} must be a table`);
  }

  tables(key: string, what: string): Table[] | undefined {
    const v = this.#get(key);
    if (v === undefined) return undefined;
    if (Array.isArray(v) && v.every((x) => typeof x === "object" && x !== null && !Array.isArray(x)))
      return v.map((x, i) => {
        const name = (x as Json).name;
        return new Table(
          x as Json,
          `${this.where}: ${what} ${i + 1}${typeof name === "string" ? ` (${name})` : ""}`,
        );
      });
    this.fail(`${key} must be a list of tables`);
  }

  /** All keys that nobody has asked for are mistakes. */
  done(): void {
    const unknown = Object.keys(this.json).filter((k) => !this.#seen.has(k));
    if (unknown.length)
      this.fail(`unknown key ${unknown.join(", ")} (known: ${[...this.#seen].sort().join(", ") || "none"})`);
  }
}

const ENGINES = ["auto", "interpreter", "jit"] as const;

/** What is run where nobody says anything else. */
export const DEFAULT_MATRIX: Matrix = { kernel: ["5.1"], engine: ["auto"], seed: [null], net: ["default"] };

export function checkRelease(text: string, fail: (what: string) => never): string {
  try {
    parseRelease(text);
    return text;
  } catch (e) {
    if (e instanceof ReleaseError) fail(e.message);
    throw e;
  }
}

function matrixOf(t: Table | undefined, base: Matrix, nets: Readonly<Record<string, unknown>>): Matrix {
  if (!t) return base;
  const fail = t.fail.bind(t);
  const matrix: Matrix = {
    kernel: t.list("kernel")?.map((k) => checkRelease(k, fail)) ?? base.kernel,
    engine:
      t.list("engine")?.map((e) => {
        const engine = ENGINES.find((known) => known === e);
        return engine ?? fail(`engine must be one of ${ENGINES.join(", ")}, not ${e}`);
      }) ?? base.engine,
    seed:
      t.list("seed")?.map((s) => {
        if (s === "none") return null;
        return /^\d+$/.test(s) ? Number(s) : fail(`seed must be a number or "none", not ${s}`);
      }) ?? base.seed,
    net:
      t.list("net")?.map((n) => {
        if (!Object.hasOwn(nets, n)) fail(`net: there is no set-up ${n} in [nets]`);
        return n;
      }) ?? base.net,
  };
  t.done();
  for (const [axis, values] of Object.entries(matrix))
    if (values.length === 0) t.fail(`${axis} is an empty list: nothing would be run`);
  return matrix;
}

function expectationOf(t: Table | undefined): Expectation | null {
  if (!t) return null;
  const e: Expectation = {
    says: t.text("says"),
    status: t.number("status"),
    stdout: t.text("stdout"),
    stderr: t.text("stderr"),
    stdoutMatches: t.pattern("stdout-matches"),
    stderrMatches: t.pattern("stderr-matches"),
    calls: t.list("calls"),
    packets: t.list("packets"),
  };
  t.done();
  return e;
}

function netsOf(t: Table | undefined): Record<string, string[]> {
  const nets: Record<string, string[]> = {};
  if (!t) return nets;
  for (const name of Object.keys(t.json)) nets[name] = t.list(name)!;
  return nets;
}

function goldenOf(t: Table): Part[] | undefined {
  return t.list("golden")?.map((p) => {
    if (!(PARTS as readonly string[]).includes(p)) t.fail(`golden: ${p} is none of ${PARTS.join(", ")}`);
    return p as Part;
  });
}

/** What a manifest's tests have in common. */
interface Shared {
  readonly nets: Readonly<Record<string, readonly string[]>>;
  readonly matrix: Matrix;
  readonly folder: string;
  readonly from: string;
}

function testOf(t: Table, shared: Shared): Test {
  const program = t.text("program") ?? t.fail("needs program: a parisc ELF file or a C source");
  const nets = { ...shared.nets };
  // a test's own devices are a set-up without a name
  const own = t.list("net");
  if (own) nets.own = own;
  const base = own ? { ...shared.matrix, net: ["own"] } : shared.matrix;
  const fixedBy = t.text("fixed-by") ?? null;
  if (fixedBy && !CHANGES.some((c) => c.commit.startsWith(fixedBy) || fixedBy.startsWith(c.commit)))
    t.fail(
      `fixed-by: ${fixedBy} is no commit of kernel/releases.ts (they are ${CHANGES.map((c) => c.commit).join(", ")})`,
    );
  const env: Record<string, string> = {};
  const envTable = t.table("env");
  for (const key of Object.keys(envTable?.json ?? {})) env[key] = envTable!.text(key)!;
  const before = expectationOf(t.table("before"));
  if (before && !fixedBy) t.fail("before says what is seen without a commit; name it with fixed-by");
  const stdinFile = t.text("stdin-file");
  const stdin = stdinFile === undefined ? t.text("stdin") : read(resolve(shared.folder, stdinFile), t);
  const cwd = t.text("cwd");
  const test: Test = {
    name: t.text("name") ?? basename(program, extname(program)),
    from: shared.from,
    program: resolve(shared.folder, program),
    cflags: t.list("cflags") ?? ["-O2", "-static"],
    story: t.text("story")?.trim() ?? "",
    matrix: matrixOf(t.table("matrix"), base, nets),
    nets,
    expect: expectationOf(t.table("expect")) ?? {},
    fixedBy,
    before,
    golden: goldenOf(t) ?? [],
    timeout: t.number("timeout") ?? 60,
    options: {
      args: t.list("args"),
      argv0: t.text("argv0"),
      env,
      stdin,
      clock: t.oneOf("clock", ["virtual", "real"]),
      uid: t.number("uid"),
      caps: t.text("caps"),
      hostname: t.text("hostname"),
      limitInsns: t.number("limit-insns"),
      limitTime: t.number("limit-time"),
      sysroot: t.text("sysroot"),
      cwd: cwd === undefined ? undefined : resolve(shared.folder, cwd),
      folders: t.list("folders")?.map((f) => ({ host: resolve(shared.folder, f) })),
    },
  };
  t.done();
  return test;
}

function read(path: string, t: Table): string {
  try {
    return readFileSync(path, "utf8");
  } catch (e) {
    t.fail(`stdin-file: ${path} cannot be read: ${(e as Error).message}`);
  }
}

/** Whether a file is a manifest by its name. */
export const isManifest = (path: string): boolean => /\.(toml|ya?ml|json)$/.test(path);

/** A manifest's tests. Throws UsageError with the place of the first mistake. */
export function readManifest(path: string, shown = path): Test[] {
  let json: unknown;
  try {
    const text = readFileSync(path, "utf8");
    json = path.endsWith(".toml")
      ? parseToml(text)
      : path.endsWith(".json")
        ? JSON.parse(text)
        : parseYaml(text);
  } catch (e) {
    const first = (e as Error).message.split("\n")[0];
    throw new UsageError(`${shown}: cannot be read as a manifest: ${first}`);
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new UsageError(`${shown}: a manifest is a table with a list of tests under "test"`);
  const top = new Table(json as Json, shown);
  const nets = { default: [], ...netsOf(top.table("nets")) };
  const matrix = matrixOf(top.table("matrix"), DEFAULT_MATRIX, nets);
  const tests = top.tables("test", "test");
  top.done();
  if (!tests?.length) top.fail('lists no test; each is a [[test]] (TOML) or an entry of the list "test"');
  const shared = { nets, matrix, folder: dirname(resolve(path)), from: resolve(path) };
  const all = tests!.map((t) => testOf(t, shared));
  const names = new Set<string>();
  for (const t of all) {
    if (names.has(t.name)) top.fail(`two tests are called ${t.name}`);
    names.add(t.name);
  }
  return all;
}
