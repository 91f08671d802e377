// npm test: runs every test, then says which outside tools were missing and what was therefore skipped.
// In CI (CI=true) nothing may be skipped: a missing tool is a failure.
import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

const TOOLS = [
  [
    "hppa-linux-gnu-gcc",
    "gcc-hppa-linux-gnu",
    "programs built by the cross compiler, and the truth of every uapi constant",
  ],
  ["hppa-linux-gnu-g++", "g++-hppa-linux-gnu", "C++ programs"],
  ["qemu-hppa", "qemu-user", "comparisons with qemu-hppa"],
  ["gdb-multiarch", "gdb-multiarch", "the debugger's tests"],
  ["chromium", "chromium", "the browser's tests"],
  ["tcpdump", "tcpdump", "that other tools read our captures"],
];

const missing = TOOLS.filter(
  ([name]) =>
    !(process.env.PATH ?? "").split(delimiter).some((folder) => {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    }),
);

const vitest = spawnSync(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
  },
);

for (const [name, pkg, what] of missing) {
  console.log(`skipped, for want of ${name}: ${what}. On Debian: apt install ${pkg}`);
}
if (vitest.status !== 0) process.exit(vitest.status ?? 1);
if (process.env.CI && missing.length) {
  console.error("in CI nothing may be skipped");
  process.exit(1);
}
