// Writes userland/uapi/values.c from kernel/uapi/: a program that prints every constant and struct layout as the cross
// compiler sees it, one part a header (they cannot all be included together). `node tools/uapi-values.mjs`; with
// --record FILE it also runs the program (built, under $PARISC_RUN or qemu-hppa) and keeps a checksum a header.
// Above: test/kernel/uapi-values.test.ts. Below: kernel/uapi/, the cross compiler.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { buildSync } from "esbuild";
import { valuesOf } from "./uapi.mjs";
import { includeOf, preludeOf } from "./uapi-headers.mjs";

const work = mkdtempSync(join(tmpdir(), "parisc-values-"));
const bundle = join(work, "headers.mjs");
buildSync({
  entryPoints: ["kernel/uapi/headers.ts"],
  bundle: true,
  format: "esm",
  outfile: bundle,
  logLevel: "error",
});
const { headers } = await import(pathToFileURL(bundle).href);

/** The C spelling of a struct's type: struct x, union x or a typedef. */
function typeNames(header, names) {
  const types = new Map();
  // One kind at a time: a wrong kind spoils the name for the rest of the file.
  for (const kind of ["struct ", "union ", ""]) {
    const list = names.filter((n) => !types.has(n)).map((n) => kind + n);
    const sizes = valuesOf(
      header,
      preludeOf(header),
      list.map((t) => `sizeof(${t})`),
    );
    for (const t of list) if (sizes.has(`sizeof(${t})`)) types.set(t.slice(kind.length), t);
  }
  return types;
}

const parts = [];
Object.entries(headers).forEach(([header, names], k) => {
  const rows = [];
  const structs = [];
  // What is written by hand is in no header userland has (ERESTARTSYS).
  const inner = readFileSync(`kernel/uapi/${header.replace(/\.h$/, ".ts")}`, "utf8").split(
    "// ---- by hand ----",
  )[1];
  for (const [name, v] of Object.entries(names)) {
    if (inner?.includes(` ${name} =`)) continue;
    if (typeof v === "number" || typeof v === "bigint") rows.push(`C(${name})`);
    else if (typeof v === "string") rows.push(`T(${name})`);
    else if (typeof v === "object" && v.offsets) structs.push([name, v]);
  }
  const types = typeNames(
    header,
    structs.map(([n]) => n),
  );
  // A field that C has no plain name for (a bit field, a member of an unnamed struct) cannot be asked about.
  const fields = structs.flatMap(([n, s]) => Object.keys(s.offsets).map((f) => [n, f]));
  const asked = valuesOf(
    header,
    preludeOf(header),
    fields.filter(([n]) => types.has(n)).map(([n, f]) => `__builtin_offsetof(${types.get(n)}, ${f})`),
  );
  for (const [n, s] of structs) {
    const type = types.get(n);
    if (!type) continue;
    rows.push(`S(${n}, ${type})`);
    for (const f of Object.keys(s.offsets)) {
      if (asked.has(`__builtin_offsetof(${type}, ${f})`)) rows.push(`F(${n}, ${type}, ${f})`);
    }
  }
  parts.push({ k: k + 1, header, rows });
});

mkdirSync("userland/uapi", { recursive: true });
writeFileSync(
  "userland/uapi/values.c",
  `/* Prints every constant and struct layout of kernel/uapi/ as the compiler sees it. Written by tools/uapi-values.mjs.
   Compile once with -DPART=n for n = 0 .. ${parts.length} and link: the headers cannot all be included together. */
#if PART == 0
#include <stdio.h>
${parts.map(({ k, header }) => `#elif PART == ${k}\n${preludeOf(header)}#include <${includeOf(header)}>`).join("\n")}
#endif
#undef C
#undef T
#undef S
#undef F
#define ROW static const struct row rows[] =
struct row { char kind; const char *name; const char *text; long long a, b; };
#define C(n) {'c', #n, 0, (long long)(n), 0},
#define T(n) {'t', #n, n, 0, 0},
#define S(n, t) {'s', #n, 0, sizeof(t), _Alignof(t)},
#define F(n, t, f) {'f', #n "." #f, 0, __builtin_offsetof(t, f), 0},
#define PART_(n) part_##n
#define PART_NAME(n) PART_(n)
void part(const char *header, const struct row *rows, int n);
#define END(h) ; void PART_NAME(PART)(void) { part(h, rows, sizeof rows / sizeof *rows); }

#if PART == 0
void part(const char *header, const struct row *r, int n)
{
  for (printf("# %s\\n", header); n--; r++)
    switch (r->kind) {
    case 't': printf("%s \\"%s\\"\\n", r->name, r->text); break;
    case 's': printf("%s size %lld align %lld\\n", r->name, r->a, r->b); break;
    case 'f': printf("%s at %lld\\n", r->name, r->a); break;
    default: printf("%s %lld\\n", r->name, r->a);
    }
}
${parts.map(({ k }) => `void part_${k}(void);`).join(" ")}
int main(void)
{
  ${parts.map(({ k }) => `part_${k}();`).join(" ")}
  return 0;
}
${parts.map(({ k, header, rows }) => `#elif PART == ${k}\nROW {\n${rows.join("\n")}\n} END("${header}")`).join("\n")}
#endif
`,
);
console.log(`${parts.reduce((n, p) => n + p.rows.length, 0)} rows in ${parts.length} parts`);

const at = process.argv.indexOf("--record");
if (at > 0) {
  const cc = process.env.HPPA_CC ?? "hppa-linux-gnu-gcc";
  const objects = [];
  for (let k = 0; k <= parts.length; k++) {
    const o = join(work, `${k}.o`);
    execFileSync(cc, ["-w", "-c", `-DPART=${k}`, "-o", o, "userland/uapi/values.c"]);
    objects.push(o);
  }
  const program = join(work, "values");
  execFileSync(cc, ["-static", "-o", program, ...objects]);
  const [run, ...args] = (process.env.PARISC_RUN ?? "qemu-hppa").split(" ");
  const out = execFileSync(run, [...args, program], { encoding: "latin1", maxBuffer: 1 << 26 });
  if (process.env.UAPI_FULL) writeFileSync(process.env.UAPI_FULL, out);
  const sums = out
    .split(/^# /m)
    .slice(1)
    .map((section) => {
      const [header, ...lines] = section.trimEnd().split("\n");
      const sum = createHash("sha256").update(lines.join("\n")).digest("hex").slice(0, 16);
      return `${header} ${lines.length} ${sum}`;
    });
  writeFileSync(process.argv[at + 1], `${sums.join("\n")}\n`);
  console.log(`${sums.length} headers recorded`);
}
rmSync(work, { recursive: true });
