// Accepts parisc's uapi from the cross compiler: rewrites the constants of kernel/uapi/{asm,linux}/*.ts, one file a
// header, from what hppa-linux-gnu-gcc makes of /usr/hppa-linux-gnu/include. What stands under the mark in a file is
// written by hand and kept. `node tools/uapi.mjs [HEADER…]`
// Above: a person who moves to newer headers. Below: the cross compiler.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { HEADERS, preludeOf } from "./uapi-headers.mjs";

const CC = process.env.HPPA_CC ?? "hppa-linux-gnu-gcc";
const OBJCOPY = CC.replace(/gcc$/, "objcopy");
const MARK = "// ---- by hand ----";
const work = mkdtempSync(join(tmpdir(), "parisc-uapi-"));

/** Runs the compiler on source; returns {status, stdout, stderr}. */
function cc(args, source) {
  return spawnSync(CC, [...args, "-x", "c", "-"], { input: source, encoding: "utf8", maxBuffer: 1 << 28 });
}

/** The header an included file is folded into: asm-generic/errno-base.h -> asm/errno.h (the header that asked). */
function foldsInto(path, header) {
  const at = path.match(/include\/((?:asm|asm-generic|linux)\/.*)$/);
  if (!at) return false;
  if (at[1] === header) return true;
  if (!header.startsWith("asm/")) return false;
  const base = header.slice(4, -2);
  const name = at[1].replace(/^asm(-generic)?\//, "");
  if (at[1].startsWith("linux/")) return false;
  return (
    name === `${base}.h` ||
    name.startsWith(`${base}-`) ||
    name.startsWith(`${base}_`) ||
    (base === "mman" && name === "hugetlb_encode.h")
  );
}

/** Names a header defines, in source order: [{name, body}] for macros and enumerators. */
function namesOf(header, prelude, args) {
  const out = cc([...args, "-E", "-dD"], `${prelude}#include <${header}>\n`);
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
  const head = `${prelude}#include <${header}>\n`;
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

/** Guards and the compiler's own switches. */
const skip = (name) =>
  /^(_+)(UAPI|LINUX|ASM|PARISC|KERNEL_STRICT|HAVE_ARCH|ARCH_WANT|statfs_word|u\d|s\d|BITS_PER_LONG)/i.test(
    name,
  ) || /^_.*_H_?_?$/.test(name);

function emit(header) {
  const prelude = preludeOf(header);
  const names = namesOf(header, prelude, []);
  for (const n of names.keys()) if (skip(n)) names.delete(n);
  for (const [n, body] of names) {
    const parts = body.split(/\s+/).map((w) => (/^"[^"]*"$/.test(w) ? w : (names.get(w) ?? "")));
    if (parts.length > 1 && parts.every((w) => /^"[^"]*"$/.test(w))) {
      names.set(n, `"${parts.map((w) => w.slice(1, -1)).join("")}"`);
    }
  }
  const strings = [...names].filter(([, b]) => /^"[^"]*"$/.test(b));
  const values = valuesOf(
    header,
    prelude,
    [...names.keys()].filter((n) => !/^"/.test(names.get(n))),
  );
  const seen = new Set();
  const lines = [];
  if (process.env.UAPI_DROPPED) {
    for (const [n, b] of names)
      if (!values.has(n) && !/^"/.test(b)) console.log(`dropped ${header} ${n} ${b}`);
  }
  for (const [name, body] of names) {
    if (values.has(name)) {
      const alias = /^\(?([A-Za-z_]\w*)\)?$/.exec(body)?.[1];
      const same = alias && seen.has(alias) && values.get(alias) === values.get(name);
      lines.push(`export const ${name} = ${same ? alias : literal(values.get(name), body)};`);
      seen.add(name);
    } else if (strings.some(([n]) => n === name)) {
      lines.push(`export const ${name} = ${body};`);
    }
  }
  const file = `kernel/uapi/${header.replace(/\.h$/, ".ts")}`;
  let tail = "";
  if (existsSync(file)) {
    const old = readFileSync(file, "utf8");
    const at = old.indexOf(MARK);
    if (at >= 0) tail = `\n${old.slice(at)}`;
  }
  let imports = "";
  const uses = tail.match(/^\/\/ imports: (.*)$/m);
  if (uses)
    imports =
      uses[1]
        .split(/\s*\|\s*/)
        .map((i) => `${i}\n`)
        .join("") + "\n";
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `// <${header}> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: nothing.\n\n${imports}${lines.join("\n")}\n${tail}`,
  );
  return lines.length;
}

if (import.meta.main ?? process.argv[1]?.endsWith("uapi.mjs")) {
  const wanted = process.argv.slice(2);
  const list = wanted.length ? wanted : HEADERS;
  let total = 0;
  for (const header of list) {
    try {
      const n = emit(header);
      total += n;
      if (wanted.length) console.log(`${header}: ${n}`);
    } catch (e) {
      console.error(String(e.message));
    }
  }
  console.log(`${total} constants in ${list.length} headers`);
  rmSync(work, { recursive: true });
}
