// Builds iproute2's ip, ss, bridge, genl and nstat for hppa, static, from Debian's source package, once, into
// .cache/iproute2; test/kernel/net-session.test.ts runs them.
//   node tools/iproute2.mjs
// Needs apt-get source (deb-src entries), make, gcc, bison, flex and the cross compiler; takes a minute.

import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../.cache/iproute2", import.meta.url));
const programs = {
  ip: "ip/ip",
  ss: "misc/ss",
  nstat: "misc/nstat",
  bridge: "bridge/bridge",
  genl: "genl/genl",
};

function sh(command, args, options = {}) {
  const r = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
  if (r.status !== 0) throw new Error(`iproute2: ${command} ${args.join(" ")} failed`);
}

if (Object.keys(programs).every((name) => existsSync(join(folder, name)))) {
  process.stdout.write(`${folder}\n`);
  process.exit(0);
}
mkdirSync(folder, { recursive: true });
sh("apt-get", ["source", "--download-only", "-qq", "iproute2"], { cwd: folder });
const source = join(folder, "source");
rmSync(source, { recursive: true, force: true });
sh("dpkg-source", ["-q", "-x", readdirSync(folder).find((n) => n.endsWith(".dsc")), "source"], {
  cwd: folder,
});
// No library of the machine it is built on may get in: it is asked for none.
const env = { ...process.env, PKG_CONFIG: "false", CC: "hppa-linux-gnu-gcc" };
sh("./configure", [], { cwd: source, env });
const make = ["-s", "-j2", "CC=hppa-linux-gnu-gcc", "AR=hppa-linux-gnu-ar", "HOSTCC=gcc", "SHARED_LIBS=n"];
sh("make", [...make, "LDFLAGS=-static", "SUBDIRS=lib ip misc bridge genl"], { cwd: source, env });
for (const [name, path] of Object.entries(programs)) {
  copyFileSync(join(source, path), join(folder, name));
  sh("hppa-linux-gnu-strip", [join(folder, name)]);
}
rmSync(source, { recursive: true, force: true });
process.stdout.write(`${folder}\n`);
