// Builds a demo root file system: BusyBox with a link for each applet, and a small /etc.
//   node tools/rootfs.mjs [--busybox FILE] OUT.tar | FOLDER
// BusyBox is FILE, $PARISC_BUSYBOX, or built from Debian's source package (needs
// apt-get source, make and the cross compiler; takes minutes) into .cache/busybox.

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function sh(command, args, options = {}) {
  const r = spawnSync(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "latin1",
    ...options,
  });
  if (r.status !== 0) throw new Error(`rootfs: ${command} ${args.join(" ")} failed`);
  return r.stdout;
}

/** Builds a static BusyBox from Debian's source, once. */
function buildBusybox() {
  const folder = join(root, ".cache/busybox");
  const built = join(folder, "busybox");
  if (existsSync(built)) return built;
  mkdirSync(folder, { recursive: true });
  sh("apt-get", ["source", "--download-only", "-qq", "busybox"], { cwd: folder });
  const dsc = readdirSync(folder).find((n) => n.endsWith(".dsc"));
  rmSync(join(folder, "source"), { recursive: true, force: true });
  sh("dpkg-source", ["-q", "-x", dsc, "source"], { cwd: folder });
  const source = join(folder, "source");
  sh("make", ["-s", "defconfig"], { cwd: source });
  const config = join(source, ".config");
  const set = {
    CONFIG_STATIC: "y",
    CONFIG_CROSS_COMPILER_PREFIX: '"hppa-linux-gnu-"',
    CONFIG_FEATURE_HAVE_RPC: "n",
    CONFIG_FEATURE_MOUNT_NFS: "n",
    CONFIG_FEATURE_INETD_RPC: "n",
    CONFIG_SELINUX: "n",
  };
  const lines = readFileSync(config, "utf8").split("\n");
  const kept = lines.filter(
    (l) => !Object.keys(set).some((k) => l.startsWith(`${k}=`) || l === `# ${k} is not set`),
  );
  writeFileSync(
    config,
    [
      ...kept,
      ...Object.entries(set).map(([k, v]) => (v === "n" ? `# ${k} is not set` : `${k}=${v}`)),
      "",
    ].join("\n"),
  );
  sh("sh", ["-c", "yes '' | make -s oldconfig >/dev/null"], { cwd: source });
  sh("make", ["-s", "-j2"], { cwd: source });
  writeFileSync(built, readFileSync(join(source, "busybox")));
  chmodSync(built, 0o755);
  return built;
}

/** A BusyBox that need not be built, or null. */
export function busyboxAtHand() {
  const places = [process.env.PARISC_BUSYBOX, join(root, ".cache/busybox/busybox")];
  return places.find((path) => path && existsSync(path)) ?? null;
}

const ETC = {
  passwd: "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
  group: "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n",
  hosts: "127.0.0.1\tlocalhost\n::1\tlocalhost\n",
  hostname: "parisc\n",
  "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
  inittab: "::sysinit:/etc/init.d/rcS\n::respawn:-/bin/sh\n::ctrlaltdel:/sbin/reboot\n::shutdown:/bin/sync\n",
  "init.d/rcS": "#!/bin/sh\nhostname -F /etc/hostname\nip link set lo up\ncat /etc/motd\n",
  motd: "Linux/parisc, emulated. `poweroff` ends it.\n",
  // BusyBox's shell reads it; the small one has its own
  profile: [
    "export PATH=/sbin:/usr/sbin:/bin:/usr/bin HOME=/root",
    "export PS1='\\[\\e[1;32m\\]\\h\\[\\e[0m\\]:\\[\\e[1;34m\\]\\w\\[\\e[0m\\]\\$ '",
    "alias ls='ls --color=auto' ll='ls -l'",
    "cd",
    "",
  ].join("\n"),
};

/** Programs of userland/bin that everybody may want to try. */
const PROGRAMS = { story: "usr/bin/story" };

/** Path -> what is there. Directories come before what they hold. busybox null: the small shell of userland/sh. */
function contents(busybox, cli) {
  const tree = new Map();
  const dir = (path, mode = 0o755) => {
    if (path === "." || tree.has(path)) return;
    dir(dirname(path));
    tree.set(path, { type: "dir", mode });
  };
  const file = (path, data, mode = 0o644) => {
    dir(dirname(path));
    tree.set(path, { type: "file", mode, data: Buffer.from(data) });
  };
  for (const d of [
    "bin",
    "sbin",
    "usr/bin",
    "usr/sbin",
    "etc",
    "proc",
    "sys",
    "dev",
    "run",
    "var/log",
    "home",
    "mnt",
  ])
    dir(d);
  dir("root", 0o700);
  dir("tmp", 0o1777);
  const program = busybox ? "bin/busybox" : "bin/sh";
  file(program, readFileSync(busybox ?? join(root, "userland/bin/sh")), 0o755);
  // both say which commands they are, by the paths these have
  const list = busybox ? [busybox, "--list-full"] : [join(root, "userland/bin/sh"), "--list-full"];
  for (const path of sh(process.execPath, [cli, "run", ...list])
    .split("\n")
    .filter(Boolean)) {
    if (tree.has(path)) continue;
    dir(dirname(path));
    tree.set(path, { type: "link", target: `/${program}` });
  }
  for (const [name, path] of Object.entries(PROGRAMS))
    file(path, readFileSync(join(root, "userland/bin", name)), 0o755);
  for (const [name, text] of Object.entries(ETC))
    file(`etc/${name}`, text, name.endsWith("rcS") ? 0o755 : 0o644);
  return tree;
}

/** One ustar header and its data; everything belongs to root. */
function tarEntry(path, e) {
  const h = Buffer.alloc(512);
  const data = e.data ?? Buffer.alloc(0);
  const octal = (at, n, v) => h.write(`${v.toString(8).padStart(n - 1, "0")}\0`, at);
  if (path.length > 99) throw new Error(`rootfs: ${path} is too long`);
  h.write(e.type === "dir" ? `${path}/` : path, 0);
  octal(100, 8, e.mode ?? 0o777);
  octal(108, 8, 0);
  octal(116, 8, 0);
  octal(124, 12, data.length);
  octal(136, 12, 1704067200);
  h.fill(" ", 148, 156);
  h.write({ dir: "5", file: "0", link: "2" }[e.type], 156);
  if (e.target) h.write(e.target, 157);
  h.write("ustar\x0000", 257);
  h.write("root", 265);
  h.write("root", 297);
  const sum = h.reduce((n, b) => n + b, 0);
  h.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return Buffer.concat([h, data, Buffer.alloc((512 - (data.length % 512)) % 512)]);
}

function writeTree(out, tree) {
  for (const [path, e] of tree) {
    const at = join(out, path);
    if (e.type === "dir") {
      mkdirSync(at, { recursive: true });
      chmodSync(at, e.mode);
    } else if (e.type === "link") {
      rmSync(at, { force: true });
      symlinkSync(e.target, at);
    } else {
      writeFileSync(at, e.data);
      chmodSync(at, e.mode);
    }
  }
}

/** busybox: the program, or null for the small shell; cli: the command line that asks it for its commands. */
export function buildRootfs(out, { busybox, cli = join(root, "dist/cli.js") }) {
  const tree = contents(busybox, cli);
  if (out.endsWith(".tar")) {
    const parts = [...tree].map(([path, e]) => tarEntry(path, e));
    writeFileSync(out, Buffer.concat([...parts, Buffer.alloc(1024)]));
  } else writeTree(out, tree);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const at = args.indexOf("--busybox");
  const [busybox] = at < 0 ? [] : args.splice(at, 2).slice(1);
  if (args.length !== 1) {
    console.error("usage: node tools/rootfs.mjs [--busybox FILE] OUT.tar | FOLDER");
    process.exit(2);
  }
  buildRootfs(args[0], { busybox: busybox ?? busyboxAtHand() ?? buildBusybox() });
}
