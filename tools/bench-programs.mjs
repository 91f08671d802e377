// Builds the larger programs that `npm run bench` takes along where they are: Lua, bzip2 and SQLite's speed test, from
// Debian's source packages, for parisc and for this machine, into .cache/bench.
//   node tools/bench-programs.mjs [lua] [bzip2] [sqlite]
// Needs apt-get with deb-src lines (APT_CONFIG may name a configuration that has them), make, tclsh (SQLite) and the
// cross compiler. Above: nothing. Below: bench.mjs, which runs them.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = join(root, ".cache/bench");
const sources = join(built, "src");

function sh(cwd, command, ...args) {
  const r = spawnSync(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  if (r.status !== 0) throw new Error(`bench-programs: ${command} ${args.slice(0, 3).join(" ")} failed`);
}

/** The unpacked source of a package. */
function source(name) {
  const folder = join(sources, name);
  const find = () => readdirSync(folder, { withFileTypes: true }).find((e) => e.isDirectory())?.name;
  mkdirSync(folder, { recursive: true });
  if (!find()) sh(folder, "apt-get", "source", "-qq", name);
  return join(folder, find());
}

const TARGETS = [
  ["hppa-linux-gnu-gcc", "hppa"],
  ["gcc", "native"],
];

/** Compiles a program of these files for both. */
function compile(cwd, name, ...args) {
  for (const [cc, suffix] of TARGETS)
    sh(cwd, cc, "-w", "-O2", "-o", join(built, `${name}.${suffix}`), ...args);
}

const PROGRAMS = {
  lua() {
    const src = join(source("lua5.4"), "src");
    // Debian's rules make this one
    writeFileSync(join(src, "lua5.4-deb-multiarch.h"), '#define DEB_HOST_MULTIARCH "hppa-linux-gnu"\n');
    const files = readdirSync(src).filter((n) => /^(l[a-z0-9]*lib|l[a-z]+)\.c$/.test(n) && n !== "luac.c");
    compile(src, "lua", "-DLUA_USE_POSIX", ...files, "-lm");
  },
  bzip2() {
    const files = [
      "blocksort",
      "huffman",
      "crctable",
      "randtable",
      "compress",
      "decompress",
      "bzlib",
      "bzip2",
    ];
    compile(source("bzip2"), "bzip2", ...files.map((n) => `${n}.c`));
  },
  sqlite() {
    const src = source("sqlite3");
    if (!existsSync(join(src, "sqlite3.c"))) {
      const work = join(src, "bench-build");
      mkdirSync(work, { recursive: true });
      sh(work, "../configure", "--disable-tcl", "--disable-readline");
      sh(work, "make", "sqlite3.c");
      for (const n of ["sqlite3.c", "sqlite3.h"]) copyFileSync(join(work, n), join(src, n));
    }
    const flags = ["-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-I."];
    compile(src, "speedtest", ...flags, "test/speedtest1.c", "sqlite3.c", "-lm");
  },
};

mkdirSync(built, { recursive: true });
const wanted = process.argv.slice(2);
for (const name of wanted.length ? wanted : Object.keys(PROGRAMS)) {
  if (!(name in PROGRAMS)) throw new Error(`bench-programs: no program ${name}`);
  PROGRAMS[name]();
  console.log(`${name}: built`);
}
