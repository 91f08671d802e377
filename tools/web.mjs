// The page: buildWeb(out) bundles web/ with the core and a root file system; as a program (`npm run web`) it serves that
// on this machine and builds anew when a source changes.
//   node tools/web.mjs [--port 8080] [--host ADDRESS]
// Above: tools/build.mjs, npm run web. Below: esbuild, web/, tools/rootfs.mjs.

import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { translatorName } from "./translator-name.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Writes a file under a name with its contents' hash in it, and returns that name. */
function hashed(out, name, data) {
  const hash = createHash("sha256").update(data).digest("hex").slice(0, 8);
  const [stem, ...rest] = name.split(".");
  const full = `${stem}-${hash}.${rest.join(".")}`;
  writeFileSync(join(out, full), data);
  return full;
}

/** The root file system, packed; kept from build to build, as packing takes a second. */
async function rootfs(cli) {
  const { buildRootfs, busyboxAtHand } = await import("./rootfs.mjs");
  const busybox = busyboxAtHand();
  const tar = join(root, `.cache/web-rootfs-${process.pid}.tar`);
  buildRootfs(tar, { busybox, cli });
  const data = gzipSync(readFileSync(tar), { level: 9 });
  rmSync(tar);
  return { data, busybox: busybox !== null };
}

/** dist: the folder with core.wasm and cli.js; the page is written to dist/web. */
export async function buildWeb(dist, options = {}) {
  const { build: esbuild } = await import("esbuild");
  const out = join(dist, "web");
  mkdirSync(out, { recursive: true });
  const packed = options.rootfs ?? (await rootfs(join(dist, "cli.js")));
  const assets = {
    core: hashed(out, "core.wasm", readFileSync(join(dist, "core.wasm"))),
    rootfs: hashed(out, "rootfs.tar.gz", packed.data),
    lab: hashed(out, "lab.bin", readFileSync(join(root, "userland/bin/lab"))),
    busybox: packed.busybox,
    thread: "",
    worker: "",
  };
  const bundle = (entryPoints, names) =>
    esbuild({
      entryPoints,
      outdir: out,
      bundle: true,
      splitting: true,
      format: "esm",
      target: ["chrome111", "firefox115", "safari16.4"],
      minify: !options.live,
      sourcemap: options.live ? "inline" : false,
      absWorkingDir: root,
      entryNames: "[name]-[hash]",
      chunkNames: "part-[hash]",
      metafile: true,
      legalComments: "none",
      logLevel: "error",
      define: { PARISC_ASSETS: JSON.stringify(names), __TRANSLATOR__: JSON.stringify(translatorName()) },
    });
  const entryOf = (result, entry) => {
    const found = Object.entries(result.metafile.outputs).find(([, o]) => o.entryPoint === entry);
    return { script: found[0].split("/").pop(), style: found[1].cssBundle?.split("/").pop() };
  };
  const names = { ...assets };
  for (const [name, entry] of [
    ["thread", "web/worker/thread.ts"],
    ["worker", "web/worker/main.ts"],
  ])
    names[name] = entryOf(await bundle([entry], names), entry).script;
  const page = await bundle(["web/main.ts"], names);
  const { script, style } = entryOf(page, "web/main.ts");
  const tags = [`<link rel="stylesheet" href="${style}">`, `<script type="module" src="${script}"></script>`];
  if (options.live)
    tags.push(`<script>new EventSource("/.changes").onmessage = () => location.reload()</script>`);
  const html = readFileSync(join(root, "web/index.html"), "utf8").replace(
    "<!--assets-->",
    tags.join("\n    "),
  );
  writeFileSync(join(out, "index.html"), html);
  return { out, packed };
}

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".wasm": "application/wasm",
  ".gz": "application/octet-stream",
  ".bin": "application/octet-stream",
  ".map": "application/json",
};

/** With these the page and its workers may share memory and look at a finer clock; it needs nothing from elsewhere that they would refuse. */
export const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** A plain static server for a folder: what any host of static files does, and these two headers. */
export function serve(folder, { changes } = {}) {
  return createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
    if (path === "/.changes" && changes) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      changes.add(response);
      request.on("close", () => changes.delete(response));
      return;
    }
    const file = join(folder, normalize(path.endsWith("/") ? `${path}index.html` : path));
    if (!file.startsWith(folder) || !existsSync(file) || statSync(file).isDirectory()) {
      response.writeHead(404, { "content-type": "text/plain" });
      response.end("There is no such file.\n");
      return;
    }
    const named = /-[0-9a-zA-Z]{8}\./.test(file);
    response.writeHead(200, {
      ...ISOLATED,
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": statSync(file).size,
      "cache-control": named && !changes ? "max-age=31536000, immutable" : "no-cache",
    });
    response.end(readFileSync(file));
  });
}

/** npm run web. */
async function live({ port, host }) {
  const dist = join(root, ".cache/web-live");
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  for (const name of ["core.wasm", "cli.js", "main.cjs", "main.cache", "package.json"]) {
    const from = join(root, "dist", name);
    if (existsSync(from)) copyFileSync(from, join(dist, name));
  }
  let { packed, out } = await buildWeb(dist, { live: true });
  const changes = new Set();
  let timer;
  const rebuild = async () => {
    const started = Date.now();
    try {
      ({ packed, out } = await buildWeb(dist, { live: true, rootfs: packed }));
      console.log(`built in ${Date.now() - started} ms`);
      for (const response of changes) response.write("data: changed\n\n");
    } catch (e) {
      // esbuild has said what is wrong
      console.log(`not built: ${e.message.split("\n")[0]}`);
    }
  };
  for (const folder of ["web", "kernel", "emulator"]) {
    watch(join(root, folder), { recursive: true }, (_event, name) => {
      if (!name || !/\.(ts|css|html)$/.test(name)) return;
      clearTimeout(timer);
      timer = setTimeout(rebuild, 150);
    });
  }
  const server = serve(out, { changes });
  server.on("error", (e) => {
    console.error(`web: cannot serve at port ${port}: ${e.message}`);
    process.exit(1);
  });
  server.listen(port, host, () => console.log(`http://${host}:${port}/  (^C ends it)`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { program, InvalidArgumentError } = await import("commander");
  const portOf = (text) => {
    const n = Number(text);
    if (!Number.isInteger(n) || n < 0 || n > 65535) throw new InvalidArgumentError("a number up to 65535.");
    return n;
  };
  program
    .description("serves the page on this machine, built anew at each change")
    .option("--port <number>", "port to listen at", portOf, 8080)
    .option("--host <address>", "address to listen at", "127.0.0.1")
    .parse();
  await live(program.opts());
}
