// From the paths on the command line to tests: manifests, ELF programs, C sources, folders of these; and the building of
// C sources with the cross compiler.
// Above: test.ts. Below: manifest.ts, spec.ts.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
} from "node:fs";
import { homedir } from "node:os";
import { basename, dirname, extname, join, resolve } from "node:path";
import { UsageError } from "../usage.ts";
import { DEFAULT_MATRIX, isManifest, readManifest } from "./manifest.ts";
import type { Test } from "./spec.ts";

const EM_PARISC = 15;
const ET_DYN = 3;

/** Whether a file is a PA-RISC program. */
export function isProgram(path: string): boolean {
  const head = Buffer.alloc(20);
  try {
    const fd = openSync(path, "r");
    if (readSync(fd, head, 0, 20, 0) < 20) return false;
  } catch {
    return false;
  }
  const type = head.readUInt16BE(16);
  return (
    head.readUInt32BE(0) === 0x7f454c46 && head.readUInt16BE(18) === EM_PARISC && type >= 2 && type <= ET_DYN
  );
}

/** A program without a manifest: it shall end with status 0, and look like its golden file where there is one. */
function bare(path: string): Test {
  return {
    name: basename(path, extname(path) === ".c" ? ".c" : ""),
    from: path,
    program: path,
    cflags: ["-O2", "-static"],
    story: "",
    options: {},
    matrix: DEFAULT_MATRIX,
    nets: { default: [] },
    expect: { status: 0 },
    fixedBy: null,
    before: null,
    golden: ["status", "stdout"],
    timeout: 60,
  };
}

const MANIFEST = /(^|[.-])tests?\.(toml|ya?ml|json)$/;

/** A folder's tests: its manifests (*.test.toml and the like); where there is none, its programs and C sources. */
function inFolder(folder: string): Test[] {
  const names = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = names.filter((n) => n.isFile()).map((n) => join(folder, n.name));
  const manifests = files.filter((f) => MANIFEST.test(basename(f)));
  const own = manifests.length
    ? manifests.flatMap((m) => readManifest(m))
    : files.filter((f) => f.endsWith(".c") || isProgram(f)).map(bare);
  const below = names
    .filter(
      (n) => n.isDirectory() && !n.name.startsWith(".") && n.name !== "node_modules" && n.name !== "golden",
    )
    .flatMap((n) => inFolder(join(folder, n.name)));
  return [...own, ...below];
}

/** The tests that the paths name. Throws UsageError where a path is none of what it may be. */
export function collect(paths: readonly string[]): Test[] {
  return paths.flatMap((shown) => {
    const path = resolve(shown);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) throw new UsageError(`${shown}: there is no such file or folder`);
    if (stat.isDirectory()) {
      const tests = inFolder(path);
      if (tests.length === 0)
        throw new UsageError(
          `${shown}: no tests here (manifests are called *.test.toml, .yaml or .json; else parisc programs or .c files)`,
        );
      return tests;
    }
    if (isManifest(path)) return readManifest(path, shown);
    if (path.endsWith(".c") || isProgram(path)) return [bare(path)];
    throw new UsageError(
      `${shown}: neither a parisc program, nor a .c file, nor a manifest (.toml, .yaml, .json)`,
    );
  });
}

const COMPILER = process.env.PARISC_CC ?? "hppa-linux-gnu-gcc";

export interface Built {
  /** Host path of the program, or why there is none. */
  readonly program: string | null;
  readonly why: string | null;
  /** The compiler is missing: not the test's fault. */
  readonly skip: boolean;
}

const builds = new Map<string, Built>();

/** The test's program, built if it is a C source; built files are kept in the user's cache by content. */
export function build(test: Test): Built {
  const { program } = test;
  if (!program.endsWith(".c")) {
    if (!existsSync(program)) return { program: null, why: `${program}: there is no such file`, skip: false };
    return { program, why: null, skip: false };
  }
  const key = [program, ...test.cflags].join("\0");
  const known = builds.get(key);
  if (known) return known;
  const built = compile(program, test.cflags);
  builds.set(key, built);
  return built;
}

function compile(source: string, cflags: readonly string[]): Built {
  let text: Buffer;
  try {
    text = readFileSync(source);
  } catch {
    return { program: null, why: `${source}: there is no such file`, skip: false };
  }
  // what it includes: as the preprocessor sees it
  const pre = spawnSync(COMPILER, [...cflags, "-E", "-P", source], { maxBuffer: 64 << 20 });
  if (pre.error)
    return {
      program: null,
      why: `${basename(source)}: no ${COMPILER} to build it with (Debian: apt install gcc-hppa-linux-gnu; or name one in PARISC_CC)`,
      skip: true,
    };
  const hash = createHash("sha256").update(text).update(pre.stdout).update(cflags.join("\0")).digest("hex");
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "parisc/test");
  mkdirSync(cache, { recursive: true });
  const name = basename(source, ".c");
  const out = join(cache, `${hash.slice(0, 16)}-${name}`);
  if (existsSync(out)) return { program: out, why: null, skip: false };
  const aside = `${out}.${process.pid}`;
  const r = spawnSync(COMPILER, [source, "-o", aside, ...cflags], { cwd: dirname(source), encoding: "utf8" });
  if (r.status !== 0)
    return {
      program: null,
      why: `${source} does not compile:\n${(r.stderr || String(r.error)).trimEnd()}`,
      skip: false,
    };
  renameSync(aside, out);
  return { program: out, why: null, skip: false };
}
