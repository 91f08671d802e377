// The library in browsers, and wherever there are no host files: what `import … from "parisc"` gives a bundler for the web.
// Above: its users. Below: run.ts; fetch, crypto, timers.

import { boot as bootKernel, type Host } from "../../kernel/index.ts";
import { type Front, kernelOptions, machineFor, runIn } from "./run.ts";
import type { GuestSystem, Outcome, ProgramOptions, SystemOptions } from "./types.ts";

export type * from "./types.ts";

/** What crypto.getRandomValues() gives at a time. */
const RANDOM_AT_ONCE = 65536;

let core: Promise<ArrayBuffer> | undefined;

/** core.wasm lies beside this file, unless useCore() says where it is. */
function fetchCore(): Promise<ArrayBuffer> {
  core ??= fetch(new URL("core.wasm", import.meta.url)).then((r) => {
    if (!r.ok) throw new Error(`core.wasm cannot be loaded: ${r.status} (useCore() takes its bytes)`);
    return r.arrayBuffer();
  });
  return core;
}

/** Gives the library core.wasm, where a bundler has put it elsewhere ("parisc/core.wasm" is its name in the package). */
export function useCore(bytes: ArrayBuffer): void {
  core = Promise.resolve(bytes);
}

function host(output: (fd: 1 | 2, bytes: Uint8Array) => void = () => {}): Host {
  const start = performance.now();
  const offset = BigInt(Date.now()) * 1_000_000n;
  const monotonic = () => Math.round((performance.now() - start) * 1e6);
  const out = (fd: 1 | 2) => ({
    kind: "pipe" as const,
    write(bytes: Uint8Array) {
      output(fd, bytes.slice());
      return bytes.length;
    },
  });
  return {
    realtime: () => BigInt(monotonic()) + offset,
    monotonic,
    random(n) {
      const bytes = new Uint8Array(n);
      for (let at = 0; at < n; at += RANDOM_AT_ONCE)
        crypto.getRandomValues(bytes.subarray(at, at + RANDOM_AT_ONCE));
      return bytes;
    },
    stdio: [{ kind: "null" }, out(1), out(2)],
    log: (line) => console.warn(line),
    async sleep(until) {
      const ms = until === null ? 1000 : Math.max(0, (until - monotonic()) / 1e6);
      await new Promise<void>((resolve) => setTimeout(resolve, ms));
    },
  };
}

const front: Front = { core: fetchCore, host: () => host(), places: () => ({ mounts: [] }) };

/**
 * Runs a parisc program, given as the bytes of its ELF file, in a system of its own. Whatever goes wrong is in the outcome; it
 * does not throw.
 *
 *     const { stdout } = await run(new Uint8Array(await file.arrayBuffer()), { args: ["world"] });
 */
export function run(program: Uint8Array, options: ProgramOptions = {}): Promise<Outcome> {
  const path = "/tmp/program";
  const placed = {
    path,
    cwd: options.cwd ?? "/tmp",
    prepare: (system: GuestSystem) => system.files.write(path, program, 0o755),
  };
  return runIn(front, placed, options);
}

/** What boot() takes besides a system's options. */
export interface BootSettings extends SystemOptions {
  /** Takes what programs write to their standard output (1) and error (2). */
  readonly onOutput?: (fd: 1 | 2, bytes: Uint8Array) => void;
  /** Takes strace's lines. */
  readonly strace?: (line: string) => void;
}

/** Boots a system. Its files come from `rootfs` (a tar archive) and `files.write()`. */
export async function boot(settings: BootSettings = {}): Promise<GuestSystem> {
  return bootKernel({
    host: host(settings.onOutput),
    machine: await machineFor(front, settings),
    ...kernelOptions(settings),
    mounts: [],
    strace: settings.strace,
  });
}
