// Modules of the command line's bundle that a short run does not need are evaluated, and compiled, when something in them
// is first used: a start costs a third less. Which they are is seen from a run, not written down. Above: build.mjs.
//
// esbuild puts what is left, the hot modules, flat into one scope. A cold module becomes one function in it, cold(), which
// is not even compiled before it is called; who imports from it has `(slot ??= cold()).name` for each use of a name, slot
// being a variable of its own. Constants of kernel/uapi and of the state block are put in as numbers.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, transform } from "esbuild";

const OURS = /\/(cli|debugger|emulator|kernel)\/.*\.ts$/;
/** Modules of constants. */
const CONSTANTS = /\/(kernel\/uapi\/.*|emulator\/isa\/(state|traps))\.ts$/;

/** Removes `import … from "…";` statements as esbuild prints them, handing each over: (names, specifier) -> text put there. */
const eachImport = (code, put) =>
  code.replace(
    /^import (?:(\* as [\w$]+|[\w$]+|\{[^}]*\}) from )?"([^"\n]+)";$/gm,
    (_, names, specifier) => put(names, specifier) ?? _,
  );

const statement = (names, from) => `import ${names ? `${names} from ` : ""}${JSON.stringify(from)};`;

/** "{ a, b as c }" -> [["a", "a"], ["b", "c"]] */
const pairs = (braces) =>
  braces
    .slice(1, -1)
    .split(",")
    .map((p) => p.trim())
    .filter(Boolean)
    .map((p) => (p.includes(" as ") ? p.split(" as ") : [p, p]));

const EXPORTS = /^export (\{[^}]*\});$/m;

/** A module without its types: its code as esbuild prints it, what it imports and exports. */
async function parse(path) {
  let { code } = await transform(readFileSync(path, "utf8"), { loader: "ts", format: "esm" });
  for (const [star, specifier] of code.matchAll(/^export \* from "(\.[^"\n]+)";$/gm)) {
    const names = [...(await parse(join(dirname(path), specifier))).exports.keys()];
    const list = (text) => names.map(text).join(", ");
    code = code
      .replace(star, `import { ${list((n) => `${n} as star$${n}`)} } from "${specifier}";`)
      .replace(/^export \{/m, `export { ${list((n) => `star$${n} as ${n}`)},`);
  }
  const imports = [];
  eachImport(code, (names, specifier) => {
    imports.push({ names, from: specifier.startsWith(".") ? join(dirname(path), specifier) : specifier });
  });
  const exports = new Map(pairs(EXPORTS.exec(code)?.[1] ?? "{}").map(([local, name]) => [name, local]));
  const named = imports.filter(({ names }) => names?.startsWith("{"));
  const bound = new Map(
    named.flatMap(({ names, from }) => pairs(names).map(([name, local]) => [local, { from, name }])),
  );
  return { path, code, imports, exports, bound };
}

/** All modules reached from the entry by static imports, and by those dynamic ones that are not kept apart. */
async function graph(entry, apart) {
  const modules = new Map();
  const dynamic = new Set();
  const visit = async (path) => {
    if (modules.has(path)) return;
    modules.set(path, null);
    const m = await parse(path);
    modules.set(path, m);
    for (const [, specifier] of m.code.matchAll(/\bimport\("(\.[^"]+\.ts)"\)/g))
      if (!apart(specifier)) {
        dynamic.add(join(dirname(path), specifier));
        m.imports.push({ from: join(dirname(path), specifier), dynamic: true });
      }
    for (const { from } of m.imports) if (OURS.test(from)) await visit(from);
  };
  await visit(entry);
  return { modules, dynamic };
}

/** The numbers and strings that the modules of constants export: path -> name -> value. */
async function constants(paths, scratch) {
  const outfile = join(scratch, "uapi-values.mjs");
  const contents = paths.map((p, i) => `export * as m${i} from ${JSON.stringify(p)};`).join("\n");
  await build({ stdin: { contents, resolveDir: "/" }, bundle: true, format: "esm", outfile });
  const all = await import(`${pathToFileURL(outfile)}?${process.pid}`);
  return new Map(paths.map((p, i) => [p, all[`m${i}`]]));
}

/**
 * An esbuild plugin under which the modules of entry's bundle that no run of `needed` enters are cold. options: those of
 * the build; runs: arguments of the command line; scratch: a folder.
 */
export async function lazyModules({ entry, apart, options, runs, scratch, root }) {
  const { modules, dynamic } = await graph(entry, apart);
  const entered = await enteredModules({ entry, options, runs, scratch, root });
  const isCold = (path) =>
    path !== entry && OURS.test(path) && modules.has(path) && (dynamic.has(path) || !entered.has(path));
  const uapi = await constants(
    [...modules.keys()].filter((p) => CONSTANTS.test(p)),
    scratch,
  );

  /** Where a name really is, past modules that only hand it on. */
  const origin = (from, name) => {
    const m = modules.get(from);
    const local = m?.exports.get(name);
    const on = local !== undefined && m.bound.get(local);
    return on ? origin(on.from, on.name) : { from, name };
  };

  /** Modules imported with all they export, and names that are imported one by one: "path name". */
  const whole = new Set([entry, ...dynamic]);
  const wanted = new Set();
  for (const { imports } of modules.values())
    for (const { names, from } of imports)
      if (names?.startsWith("* as ")) whole.add(from);
      else if (names?.startsWith("{"))
        for (const [name] of pairs(names)) {
          const real = origin(from, name);
          wanted.add(`${real.from} ${real.name}`);
        }

  /** The value of a constant, as text. */
  const constant = (path, name) => {
    const value = uapi.get(path)?.[name];
    return typeof value === "number" || typeof value === "string" ? JSON.stringify(value) : undefined;
  };

  /** What an export is called as a property: something short, unless others see the property. */
  const property = (path, name) => {
    if (whole.has(path)) return name;
    return `$${[...modules.get(path).exports.keys()].indexOf(name).toString(36)}`;
  };

  const rewritten = async (path) => {
    const m = modules.get(path);
    const slots = new Map();
    const slotOf = (from) => {
      if (!slots.has(from)) slots.set(from, `__slot${slots.size}__`);
      return slots.get(from);
    };
    const define = {};
    const kept = [];
    let body = eachImport(m.code, (names, specifier) => {
      const from = specifier.startsWith(".") ? join(dirname(path), specifier) : specifier;
      if (from.startsWith("node:") && names) bindBuiltin(names, from, define, slotOf);
      else if (!modules.has(from)) kept.push(statement(names, specifier));
      else if (!names?.startsWith("{")) {
        if (!isCold(from)) kept.push(statement(names, from));
        else if (names) {
          const local = names.replace("* as ", "");
          define[local] = slotOf(from);
          for (const name of Object.keys(uapi.get(from) ?? {})) {
            const value = constant(from, name);
            if (value !== undefined) define[`${local}.${name}`] = value;
          }
        } else throw new Error(`lazy: ${path} imports ${from} for its effects, and it is cold`);
      } else
        for (const [imported, local] of pairs(names)) {
          const real = origin(from, imported);
          const value = constant(real.from, real.name);
          if (!isCold(real.from)) kept.push(statement(`{ ${real.name} as ${local} }`, real.from));
          else if (value !== undefined) define[local] = value;
          else define[local] = `${slotOf(real.from)}.${property(real.from, real.name)}`;
        }
      return "";
    }).replace(/\bimport\("(\.[^"]+\.ts)"\)/g, (text, specifier) => {
      const from = join(dirname(path), specifier);
      return dynamic.has(from) ? `Promise.resolve(${slotOf(from)})` : text;
    });
    if (isCold(path) && uapi.has(path))
      body = body.replace(/^const ([\w$]+) = .*;$/gm, (line, name) => {
        const value = m.exports.has(name) ? constant(path, name) : undefined;
        if (value === undefined) return line;
        define[name] = value;
        return "";
      });
    // names only handed on are taken from where they are, unless a module is imported as a whole
    const own = [...m.exports].filter(
      ([name, local]) =>
        !m.bound.has(local) &&
        (whole.has(path) ||
          (wanted.has(`${path} ${name}`) && !(isCold(path) && constant(path, name) !== undefined))),
    );
    const properties = own.map(([name, local]) => [property(path, name), local]);
    const handedOn = whole.has(path) ? [...m.exports].filter(([, local]) => m.bound.has(local)) : [];
    if (!isCold(path))
      for (const [name] of handedOn) {
        const real = origin(path, name);
        if (isCold(real.from)) throw new Error(`lazy: ${path} is hot and hands on ${name}, which is cold`);
        kept.push(`export { ${real.name} as ${name} } from ${JSON.stringify(real.from)};`);
      }
    let code = isCold(path)
      ? asFunction(body, properties, handedOn, define)
      : body.replace(EXPORTS, exportList(own));
    ({ code } = await transform(code, { loader: "js", define }));
    for (const [from, slot] of slots) {
      const n = `lazy$${slot.replaceAll("_", "")}`;
      const builtin = from.startsWith("node:");
      if (!builtin) kept.push(`import { cold as ${n}cold } from ${JSON.stringify(from)};`);
      kept.push(`var ${n};`);
      code = code.replaceAll(slot, () => `(${n} ??= ${builtin ? `require("${from}")` : `${n}cold()`})`);
    }
    return `${kept.join("\n")}\n${code}`;
  };

  return {
    name: "lazy",
    setup(b) {
      b.onLoad({ filter: OURS }, async ({ path }) =>
        modules.has(path)
          ? { contents: await rewritten(path), loader: "js", resolveDir: dirname(path) }
          : undefined,
      );
    },
  };
}

/** A module of Node's, asked for when it is used; nor does it become an object of getters (esbuild's `* as`). */
function bindBuiltin(names, from, define, slotOf) {
  if (names.startsWith("{"))
    for (const [name, local] of pairs(names)) define[local] = `${slotOf(from)}.${name}`;
  else define[names.replace("* as ", "")] = slotOf(from);
}

const exportList = (exports) =>
  exports.length ? `export { ${exports.map(([name, local]) => `${local} as ${name}`).join(", ")} };` : "";

/**
 * The module as a function that evaluates it, once, and gives its exports; those that are functions at once, so that
 * modules may import each other in a ring.
 */
function asFunction(body, exports, handedOn, constants) {
  const functions = new Set(Array.from(body.matchAll(/^(?:async )?function\*? ([\w$]+)\(/gm), (m) => m[1]));
  const isEarly = (local) => functions.has(local) || local in constants;
  const early = exports.map(([name, local]) => `${name}: ${isEarly(local) ? local : "undefined"}`);
  const late = exports.filter(([, local]) => !isEarly(local));
  const getters = handedOn.map(
    ([name, local]) => `Object.defineProperty(it, "${name}", { get: () => ${local}, enumerable: true });`,
  );
  return `let it;
export function cold() {
if (it) return it;
it = { ${early.join(", ")} };
${getters.join("\n")}
${body.replace(EXPORTS, "")}
${late.map(([name, local]) => `it.${name} = ${local};`).join("\n")}
return it;
}`;
}

/** Paths of the modules of which a function is called after the bundle has been evaluated, in any of the runs. */
async function enteredModules({ entry, options, runs, scratch, root }) {
  const outfile = join(scratch, "entered.cjs");
  await build({ ...options, minify: false, entryPoints: [entry], outfile });
  const probe = join(scratch, "entered-probe.cjs");
  writeFileSync(probe, PROBE);
  const code = readFileSync(outfile, "latin1");
  // esbuild names each module in a line of its own
  const starts = Array.from(code.matchAll(/^ *\/\/ ((?:\w[\w./-]*)\.ts)$/gm), (m) => [
    m.index,
    join(root, m[1]),
  ]);
  const moduleAt = (offset) => {
    let low = 0;
    for (let high = starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (starts[middle][0] <= offset) low = middle + 1;
      else high = middle;
    }
    return starts[low - 1]?.[1];
  };
  const entered = new Set();
  for (const run of runs) {
    const said = join(scratch, "entered.json");
    const { status, stderr } = spawnSync(process.execPath, [probe, outfile, said, ...run], {
      encoding: "latin1",
    });
    if (status !== 0) throw new Error(`build: a trial run ends with status ${status}: ${stderr}`);
    for (const offset of JSON.parse(readFileSync(said, "utf8"))) entered.add(moduleAt(offset));
  }
  return entered;
}

/** Loads a bundle, runs its main() and writes down where the functions begin that were called. */
const PROBE = `
const { Session } = require("node:inspector");
const { writeFileSync } = require("node:fs");
const [, , bundle, said, ...argv] = process.argv;
const { main } = require(bundle);
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
main(argv).then((status) => {
  session.post("Profiler.takePreciseCoverage", (error, { result }) => {
    const script = result.find((r) => r.url.endsWith(bundle));
    const called = script.functions.filter((f) => f.ranges[0].count > 0).map((f) => f.ranges[0].startOffset);
    writeFileSync(said, JSON.stringify(called));
    process.exit(status);
  });
});
`;
