// Accepts parisc's uapi from the cross compiler: rewrites the constants of kernel/uapi/{asm,linux}/*.ts, one file a
// header, from what hppa-linux-gnu-gcc makes of /usr/hppa-linux-gnu/include. What stands under the mark in a file is
// written by hand and kept. `node tools/uapi.mjs [HEADER…]`
// Above: a person who moves to newer headers. Below: the cross compiler.

import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { HEADERS, includeOf, preludeOf } from "./uapi-headers.mjs";
import { declare, structsOf } from "./uapi-structs.mjs";

const CC = process.env.HPPA_CC ?? "hppa-linux-gnu-gcc";
const OBJCOPY = CC.replace(/gcc$/, "objcopy");
const READELF = CC.replace(/gcc$/, "readelf");
const GENERIC = process.env.HPPA_GENERIC ?? "/usr/hppa-linux-gnu/include/asm-generic";
const MARK = "// ---- by hand ----";
const work = mkdtempSync(join(tmpdir(), "parisc-uapi-"));

/** Runs the compiler on source; returns {status, stdout, stderr}. */
function cc(args, source) {
  return spawnSync(CC, [...args, "-x", "c", "-"], { input: source, encoding: "utf8", maxBuffer: 1 << 28 });
}

/** The header an included file is folded into: asm-generic/errno-base.h -> asm/errno.h (the header that asked). */
function foldsInto(path, header) {
  if (header === "linux/socket.h" && /include\/(sys\/socket|bits\/socket(_type)?)\.h$/.test(path))
    return true;
  const at = path.match(/include\/((?:asm|asm-generic|linux)\/.*)$/);
  if (!at) return false;
  if (at[1] === header || at[1] === includeOf(header)) return true;
  // What the kernel has in its inner <linux/socket.h>, userland has from its C library.
  if (header === "linux/socket.h") return false;
  if (header === "linux/mman.h") return at[1] === "asm-generic/hugetlb_encode.h";
  if (!header.startsWith("asm/")) return false;
  const base = header.slice(4, -2);
  const name = at[1].replace(/^asm(-generic)?\//, "");
  if (at[1].startsWith("linux/")) return false;
  return name === `${base}.h` || name.startsWith(`${base}-`) || name.startsWith(`${base}_`);
}

/** Names a header defines, in source order: [{name, body}] for macros and enumerators. */
function namesOf(header, prelude, args) {
  const out = cc([...args, "-E", "-dD"], `${prelude}#include <${includeOf(header)}>\n`);
  if (out.status) throw new Error(`${header}: ${out.stderr.slice(0, 300)}`);
  const names = new Map();
  let here = false;
  let text = "";
  const flush = () => {
    const bare = text.replace(/"[^"]*"/g, "");
    for (const m of bare.matchAll(/\benum\b[^{};()]*\{([^}]*)\}/g)) {
      for (const item of m[1].split(",")) {
        const name = item.trim().match(/^[A-Za-z_]\w*/)?.[0];
        const body = item.split("=")[1]?.trim() ?? "";
        if (name && (!names.has(name) || names.get(name) === name)) names.set(name, body);
      }
    }
    text = "";
  };
  for (const line of out.stdout.split("\n")) {
    const mark = line.match(/^# \d+ "([^"]*)"/);
    if (mark) {
      here = foldsInto(mark[1], header);
      continue;
    }
    if (!here) continue;
    const def = line.match(/^#define ([A-Za-z_]\w*) (.+)$/);
    if (def) {
      names.set(def[1], def[2].trim());
    } else if (/^#undef (\w+)/.test(line)) names.delete(RegExp.$1);
    else text += `${line}\n`;
  }
  flush();
  return names;
}

/** Values (bigint) of those names that are integer constants. */
export function valuesOf(header, prelude, names, args = []) {
  let list = [...names];
  const head = `${prelude}#include <${includeOf(header)}>\n`;
  const off = head.split("\n").length;
  for (let i = 0; i < 200 && list.length; i++) {
    const body = list
      .map((n, k) => `const long long uapi_${k} __attribute__((section("uapi"))) = (long long)(${n});`)
      .join("\n");
    const object = join(work, "c.o");
    const run = cc(
      [...args, "-w", "-fmax-errors=0", "-fno-toplevel-reorder", "-c", "-o", object],
      `${head}${body}\n`,
    );
    if (run.status === 0) {
      const bin = join(work, "c.bin");
      execFileSync(OBJCOPY, ["-O", "binary", "-j", "uapi", object, bin]);
      const data = readFileSync(bin);
      const view = new DataView(data.buffer, data.byteOffset, data.length);
      return new Map(list.map((n, k) => [n, view.getBigInt64(k * 8)]));
    }
    const bad = new Set([...run.stderr.matchAll(/<stdin>:(\d+):\d+: error/g)].map((m) => Number(m[1]) - off));
    if (!bad.size) throw new Error(`${header}: ${run.stderr.slice(0, 500)}`);
    list = list.filter((_, k) => !bad.has(k));
  }
  return new Map();
}

/** A value in the style the header uses for it. */
function literal(value, body) {
  const negative = value < 0n;
  const v = negative ? -value : value;
  const hex = /^\(?\s*\(?(0x|_IO|1U?L?L? *<<|\(?__u)|<</i.test(body) && v > 9n;
  const octal = /^\(?0[0-7]+\)?$/.test(body);
  let text = hex ? `0x${v.toString(16)}` : octal ? `0o${v.toString(8)}` : v.toString();
  if (v > 0x1fffffffffffffn) text += "n";
  return (negative ? "-" : "") + text;
}

/** Guards, and switches that are no values. */
const skip = (name) => /^__(BITS_PER_LONG|statfs_word)$|^__ARCH_WANT|^_.*_H_?_?$/.test(name);

/** What a header has: macros and enumerators with values, string constants, structs. */
export function read(header) {
  const prelude = preludeOf(header);
  const names = namesOf(header, prelude, []);
  for (const n of names.keys()) if (skip(n)) names.delete(n);
  for (const [n, body] of names) {
    const parts = body.split(/\s+/).map((w) => (/^"[^"]*"$/.test(w) ? w : (names.get(w) ?? "")));
    if (parts.length > 1 && parts.every((w) => /^"[^"]*"$/.test(w))) {
      names.set(n, `"${parts.map((w) => w.slice(1, -1)).join("")}"`);
    }
  }
  const numeric = [...names.keys()].filter((n) => !/^"/.test(names.get(n)));
  const values = valuesOf(header, prelude, numeric);
  const object = join(work, "s.o");
  const run = cc(
    ["-g", "-gdwarf-4", "-fno-eliminate-unused-debug-types", "-w", "-c", "-o", object],
    `${prelude}#include <${includeOf(header)}>\n`,
  );
  if (run.status) throw new Error(`${header}: ${run.stderr.slice(0, 300)}`);
  const mine = (file) => foldsInto(file, header);
  const structs = structsOf({ readelf: READELF, object, mine, macros: names });
  const aligns = valuesOf(
    header,
    prelude,
    structs.map((s) => `_Alignof(${s.tag})`),
  );
  for (const s of structs) s.align = Number(aligns.get(`_Alignof(${s.tag})`) ?? 1n);
  return { header, names, values, structs };
}

const fileOf = (header) => `kernel/uapi/${header.replace(/\.h$/, ".ts")}`;
const FIELD_WORDS = [
  "u8",
  "s8",
  "u16",
  "s16",
  "u32",
  "s32",
  "u64",
  "s64",
  "f64",
  "ptr",
  "bytes",
  "chars",
  "array",
  "bits",
  "at",
  "struct",
];

/** Writes a header's file. homes: struct name -> {header, align} of every struct there is. */
function emit({ header, names, values, structs }, homes) {
  const seen = new Set();
  const lines = [];
  for (const [name, body] of names) {
    if (values.has(name)) {
      const alias = /^\(?([A-Za-z_]\w*)\)?$/.exec(body)?.[1];
      const same = alias && seen.has(alias) && values.get(alias) === values.get(name);
      lines.push(`export const ${name} = ${same ? alias : literal(values.get(name), body)};`);
      seen.add(name);
    } else if (/^"[^"]*"$/.test(body)) lines.push(`export const ${name} = ${body};`);
    else if (process.env.UAPI_DROPPED) console.log(`dropped ${header} ${name} ${body}`);
  }
  const imports = new Map();
  const blocks = [];
  for (const s of structs) {
    if (homes.get(s.name)?.header !== header || seen.has(s.name)) continue;
    const made = declare(
      s,
      s.align,
      (n) => homes.get(n)?.align ?? 1,
      (n) => homes.has(n),
    );
    blocks.push(made.text);
    for (const n of made.uses) {
      const home = homes.get(n).header;
      if (home === header) continue;
      if (!imports.has(home)) imports.set(home, new Set());
      imports.get(home).add(n);
    }
  }
  const file = fileOf(header);
  // What is by hand uses the same import of struct.ts.
  let tail = "";
  if (existsSync(file)) {
    const old = readFileSync(file, "utf8");
    const from = old.indexOf(MARK);
    if (from >= 0) tail = `\n${old.slice(from)}`;
  }
  const body = blocks.join("\n\n");
  const words = FIELD_WORDS.filter((w) =>
    new RegExp(`[^\\w."]${w}\\b(?!:)`).test(body + tail.replace(/\/\/.*/g, "")),
  );
  const up = "../".repeat(header.split("/").length - 1);
  const head = [];
  for (const [home, set] of imports) {
    let to = relative(dirname(file), fileOf(home));
    if (!to.startsWith(".")) to = `./${to}`;
    head.push(`import { ${[...set].sort().join(", ")} } from "${to}";`);
  }
  if (words.length) head.push(`import { ${words.join(", ")} } from "${up}struct.ts";`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `// <${header}> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: ${body ? "struct.ts" : "nothing"}.
${head.length ? `\n${head.join("\n")}\n` : ""}
${lines.join("\n")}
${body ? `\n${body}\n` : ""}${tail}`,
  );
  return [lines.length, blocks.length];
}

/** A folder in which <asm/x.h> is <asm-generic/x.h>, wherever there is one. */
function genericFolder() {
  const folder = join(work, "generic");
  const generic = readdirSync(GENERIC);
  mkdirSync(join(folder, "asm"), { recursive: true });
  for (const file of generic) writeFileSync(join(folder, "asm", file), `#include <asm-generic/${file}>\n`);
  return folder;
}

/**
 * kernel/uapi/generic.ts: what the headers would say on an architecture that takes asm-generic whole, where that is
 * not what they say on parisc. null: not there.
 */
function writeGeneric(all) {
  const args = ["-isystem", genericFolder()];
  // The C library's SOCK_ flags are the kernel's O_ flags everywhere but on parisc (include/linux/net.h).
  const flags = valuesOf("asm/fcntl.h", "", ["O_NONBLOCK", "O_CLOEXEC"], args);
  const rows = [];
  for (const { header, names, values } of all) {
    const prelude = preludeOf(header);
    let list = [...values.keys()];
    let found = new Map();
    try {
      const theirs = header.startsWith("asm/") ? namesOf(header, prelude, args) : new Map();
      const extra = [...theirs]
        .filter(([n, b]) => !names.has(n) && !skip(n) && !/^"/.test(b))
        .map(([n]) => n);
      list = [...new Set([...list, ...extra])];
      found = valuesOf(header, prelude, list, args);
      if (header === "linux/socket.h") {
        found.set("SOCK_NONBLOCK", flags.get("O_NONBLOCK")).set("SOCK_CLOEXEC", flags.get("O_CLOEXEC"));
      }
    } catch {
      continue; // sigcontext.h and the like: parisc's own
    }
    const lines = list
      .filter((n) => found.get(n) !== values.get(n))
      .map((n) => `    ${n}: ${found.has(n) ? literal(found.get(n), names.get(n) ?? "") : "null"},`);
    if (lines.length) rows.push(`  "${header}": {\n${lines.join("\n")}\n  },`);
  }
  writeFileSync(
    "kernel/uapi/generic.ts",
    `// What asm-generic says where parisc says something else (null: nothing), by header; 32-bit. Written by tools/uapi.mjs.
// Above: cli/uapi.ts. Below: nothing.

export const generic: Readonly<Record<string, Readonly<Record<string, number | bigint | null>>>> = {
${rows.join("\n")}
};
`,
  );
}

/** kernel/uapi/headers.ts: every header as a module. */
function writeIndex(headers) {
  const id = (h) => h.replace(/\.h$/, "").replace(/\W/g, "_");
  const imports = headers.map((h) => `import * as ${id(h)} from "./${h.replace(/\.h$/, ".ts")}";`);
  const rows = headers.map((h) => `  "${h}": ${id(h)},`);
  writeFileSync(
    "kernel/uapi/headers.ts",
    `// Every header of kernel/uapi/ by its name, written by tools/uapi.mjs. Above: cli/uapi.ts, the generator of values.c,
// tests. Below: the headers. (Large: the kernel itself imports single headers.)

import type { Header } from "./names.ts";
${imports.join("\n")}

export const headers: Readonly<Record<string, Header>> = {
${rows.join("\n")}
};
`,
  );
}

if (import.meta.main ?? process.argv[1]?.endsWith("uapi.mjs")) {
  const wanted = process.argv.slice(2);
  const all = [];
  for (const header of HEADERS) {
    try {
      all.push(read(header));
    } catch (e) {
      console.error(String(e.message));
    }
  }
  // A struct lives in the first header that has it.
  const homes = new Map();
  for (const { header, structs } of all) {
    for (const s of structs) if (!homes.has(s.name)) homes.set(s.name, { header, align: s.align });
  }
  let constants = 0;
  let layouts = 0;
  for (const part of all) {
    if (wanted.length && !wanted.includes(part.header)) continue;
    const [c, l] = emit(part, homes);
    constants += c;
    layouts += l;
  }
  writeGeneric(all);
  writeIndex(all.map((part) => part.header));
  console.log(`${constants} constants and ${layouts} structs in ${all.length} headers`);
  rmSync(work, { recursive: true });
  execFileSync("npx", ["biome", "check", "--write", "kernel/uapi"], { stdio: "ignore" });
}
