// The outside tools some tests hold the emulator against. Where one is missing its tests are skipped, and
// tools/test.mjs says so at the end with the way to get it; in CI a missing tool is a failure.
// Above: the tests. Below: nothing.

import { spawnSync } from "node:child_process";
import { constants as access, accessSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";

/** Path of a command on PATH, or null. */
export function tool(name: string): string | null {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    try {
      accessSync(join(folder, name), access.X_OK);
      return join(folder, name);
    } catch {
      // not in this folder
    }
  }
  return null;
}

export const gcc = tool("hppa-linux-gnu-gcc");
export const gxx = tool("hppa-linux-gnu-g++");
export const objdump = tool("hppa-linux-gnu-objdump");
export const qemu = tool("qemu-hppa");
export const gdb = tool("gdb-multiarch");
export const chromium = tool("chromium");

export const root = new URL("..", import.meta.url).pathname;
export const cli = join(root, "dist/cli.js");

export interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command to its end; text as binary strings. */
export function command(
  path: string,
  args: string[],
  options: { input?: string; cwd?: string; timeout?: number; env?: Record<string, string> } = {},
): Result {
  const r = spawnSync(path, args, {
    env: options.env ? { ...process.env, ...options.env } : undefined,
    input: options.input ?? "",
    cwd: options.cwd,
    timeout: options.timeout ?? 60_000,
    encoding: "latin1",
    maxBuffer: 64 << 20,
  });
  // as a shell: killed by signal N is 128 + N
  const status = r.status ?? (r.signal ? 128 + constants.signals[r.signal] : null);
  return { status, stdout: r.stdout, stderr: r.stderr };
}

/** `parisc ARGS…` as a user would start it. */
export function parisc(
  args: string[],
  options: { input?: string; cwd?: string; timeout?: number } = {},
): Result {
  return command(process.execPath, [cli, ...args], options);
}
