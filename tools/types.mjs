// Writes the library's declarations into dist/types: those of its three faces and whatever they import, which is little as the
// public types import nothing (cli/library/types.ts). For the package: `npm pack` runs it after the build.
// usage: node tools/types.mjs [OUTPUT-FOLDER]
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const emitted = join(root, `.cache/types-${process.pid}`);
const out = resolve(process.argv[2] ?? join(root, "dist/types"));
const FACES = ["cli/library/node", "cli/library/browser", "cli/library/vitest"];

// whether everything is right is the business of `npm run check`
mkdirSync(emitted, { recursive: true });
writeFileSync(
  join(emitted, "tsconfig.json"),
  JSON.stringify({
    extends: "../../tsconfig.base.json",
    compilerOptions: { composite: false, noCheck: true, rootDir: "../..", outDir: ".", types: ["node"] },
    files: FACES.map((face) => `../../${face}.ts`),
  }),
);
const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", emitted], {
  cwd: root,
  encoding: "utf8",
});
if (tsc.status !== 0) {
  process.stderr.write(tsc.stdout + tsc.stderr);
  console.error("types: the declarations cannot be made; look at the messages above");
  process.exit(1);
}

const IMPORT = /((?:from|import)\s*\(?\s*")(\.{1,2}\/[^"]+)\.ts(")/g;
const done = new Set();
const queue = [...FACES];
for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
  if (done.has(name)) continue;
  done.add(name);
  const path = join(emitted, `${name}.d.ts`);
  if (!existsSync(path)) throw new Error(`types: ${path} was not written`);
  const text = readFileSync(path, "utf8");
  for (const [, , target] of text.matchAll(IMPORT))
    queue.push(relative(emitted, join(dirname(path), target)));
  const to = join(out, `${name}.d.ts`);
  mkdirSync(dirname(to), { recursive: true });
  // for readers that do not allow names ending in .ts
  writeFileSync(to, text.replace(IMPORT, "$1$2.js$3").replace(/^\/\/# sourceMappingURL.*$/m, ""));
}
rmSync(emitted, { recursive: true });
// dist/ itself is CommonJS, for the command line
writeFileSync(join(out, "package.json"), '{ "type": "module" }\n');
const inner = [...done].filter((name) => !name.startsWith("cli/library/"));
if (inner.length) {
  console.error(
    `types: the library's types lead to ${inner.join(", ")}; public types are in cli/library/types.ts`,
  );
  process.exit(1);
}
