// Brings node_modules in line with package-lock.json; does nothing when it already is.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("..", import.meta.url);
const stamp = new URL("node_modules/.parisc-setup", root);
const lock = new URL("package-lock.json", root);
const want = createHash("sha256").update(readFileSync(lock)).digest("hex");

function npm(...args) {
  const command = process.platform === "win32" ? "npm.cmd" : "npm";
  return spawnSync(command, [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, "pipe"],
    encoding: "utf8",
  });
}

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== want) {
  const before = readFileSync(lock);
  let result = npm("ci");
  if (result.status !== 0) {
    // A registry that lacks some platform's optional package makes `npm ci` refuse the lock file; `npm install` does
    // not mind, and the lock file stays as it was.
    const refused = result.stderr;
    result = npm("install", "--no-save");
    writeFileSync(lock, before);
    if (result.status !== 0) {
      process.stderr.write(refused + result.stderr);
      console.error("setup: `npm ci` failed; look at its message above, mend it and run the command again");
      process.exit(1);
    }
  }
  writeFileSync(stamp, want);
}
