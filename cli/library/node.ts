// The library on Node: what `import … from "parisc"` gives (docs/library.md).
// Above: its users; ../test/worker.ts, vitest.ts. Below: run.ts, ../host.ts, ../core.ts.

import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { boot as bootKernel } from "../../kernel/index.ts";
import { coreModule } from "../core.ts";
import { nodeHost } from "../host.ts";
import { binary, type Front, kernelOptions, machineFor, runIn } from "./run.ts";
import type { Folder, GuestSystem, Outcome, ProgramOptions, SystemOptions } from "./types.ts";

export type * from "./types.ts";

const USUAL_SYSROOT = "/usr/hppa-linux-gnu";

const usualSysroot = (): string | undefined =>
  statSync(`${USUAL_SYSROOT}/lib/ld.so.1`, { throwIfNoEntry: false }) ? USUAL_SYSROOT : undefined;

const mountsOf = (folders: readonly Folder[]) =>
  folders.map((f) => {
    const host = resolve(f.host);
    return { host: binary(host), guest: binary(f.guest ?? host), ro: !f.writable };
  });

const front: Front = {
  core: () => coreModule(),
  host: () => nodeHost(() => {}),
  places: (o) => ({ mounts: mountsOf(o.folders ?? []), sysroot: o.sysroot ?? usualSysroot() }),
};

/**
 * Runs the parisc program at a host path to its end, in a system of its own, and says what came of it. Nothing of the host is
 * seen by the guest but the program's folder, `cwd` and `folders`. Whatever goes wrong is in the outcome; it does not throw.
 *
 *     const { status, stdout } = await run("./hello", { args: ["world"], kernel: "6.1" });
 */
export async function run(program: string, options: ProgramOptions = {}): Promise<Outcome> {
  const path = resolve(program);
  const cwd = resolve(options.cwd ?? dirname(path));
  const folders = [...(options.folders ?? [])];
  for (const host of new Set([dirname(path), cwd]))
    if (!folders.some((f) => resolve(f.host) === host && f.guest === undefined)) folders.push({ host });
  return runIn(front, { path, cwd }, { ...options, folders });
}

/** What boot() takes besides a system's options. */
export interface BootSettings extends SystemOptions {
  readonly folders?: readonly Folder[];
  readonly sysroot?: string;
  /** Takes strace's lines. */
  readonly strace?: (line: string) => void;
}

/**
 * Boots a system whose programs have the process's own standard streams. Throws an Error with a sentence when it cannot be
 * booted as asked.
 *
 *     const system = await boot({ kernel: "5.1", net: ["dummy,name=eth0"], folders: [{ host: "." }] });
 *     const program = system.spawn("/tmp/prog", ["prog"], []);
 *     await system.run();
 */
export async function boot(settings: BootSettings = {}): Promise<GuestSystem> {
  const system = await bootKernel({
    host: nodeHost((line) => console.error(line)),
    machine: await machineFor(front, settings),
    ...kernelOptions(settings),
    mounts: mountsOf(settings.folders ?? []),
    sysroot: settings.sysroot ?? usualSysroot(),
    strace: settings.strace,
  });
  return system;
}
