// npm run -s oracle -- [--failover] [--kernel RELEASE] PROGRAM [ARGS…]: runs a probe in the set-up in which the real
// kernel was asked (hostname oracle, cwd /tmp, nothing on stdin, stdout and stderr one file, lo up, bond0 and dummy0
// there and down; with --failover a failover master on a virtio card, an e1000 with its address, a tulip), and
// prints its lines. Time is virtual: sleeps cost nothing, and two runs are alike.

import { spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = process.env.PARISC_DIST ?? join(root, "dist");

function usage(message) {
  process.stderr.write(
    `oracle: ${message}\nusage: npm run -s oracle -- [--failover] [--kernel RELEASE] PROGRAM [ARGS…]\n`,
  );
  process.exit(2);
}

const args = process.argv.slice(2);
const options = { kernel: "6.1", failover: false, extra: [] };
while (args[0]?.startsWith("--")) {
  const arg = args.shift();
  if (arg === "--failover") options.failover = true;
  else if (arg === "--kernel") options.kernel = args.shift() ?? usage("--kernel needs a release");
  else if (arg === "--") break;
  // whatever else parisc run knows
  else options.extra.push(arg);
}
const program = args.shift() ?? usage("which program?");
if (!existsSync(program)) usage(`${program}: no such file`);
if (!existsSync(join(dist, "cli.js"))) {
  const built = spawnSync(process.execPath, [join(root, "tools/build.mjs")], { stdio: ["ignore", 2, 2] });
  if (built.status !== 0) process.exit(125);
}

const CARDS = "failover,mac=52:54:00:12:34:56,other=52:54:00:aa:bb:cc";
const folder = mkdtempSync(join(tmpdir(), "oracle-"));
const output = join(folder, "out");
const fd = openSync(output, "a+");
const path = resolve(program);
const run = spawnSync(
  process.execPath,
  [
    join(dist, "cli.js"),
    "run",
    ...["--kernel", options.kernel, "--hostname", "oracle", "--clock", "virtual", "--seed", "2"],
    // the recorded machine had that much: TCP's largest buffers follow from it
    ...["--memory", "256M"],
    ...["--net", "bond", "--net", "dummy"],
    ...(options.failover ? ["--net", CARDS] : []),
    ...["--dir", `${dirname(path)}:${dirname(path)}:ro`],
    ...options.extra,
    path,
    ...args,
  ],
  // the guest's /tmp is its own
  { cwd: "/tmp", env: { HOME: "/", TERM: "linux" }, stdio: ["ignore", fd, fd] },
);
closeSync(fd);
// As the record has it: its console turned every byte beyond ASCII into a character of its own.
let text = Buffer.from(readFileSync(output, "latin1"), "utf8");
while (text.length) text = text.subarray(writeSync(1, text));
rmSync(folder, { recursive: true });
process.exit(run.status ?? 125);
