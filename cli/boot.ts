// parisc boot: boots the whole system from a root file system and runs its init on the terminal.
// Above: main.ts. Below: run.ts (options), the public index of kernel/.

import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { bootMachine, bytes, parseDir, type RunOptions, runProgram } from "./run.ts";
import { UsageError } from "./usage.ts";

export interface BootCommandOptions extends RunOptions {
  rootfs?: string;
}

/** Where an init is looked for, as init/main.c does. */
const INITS = ["/init", "/sbin/init", "/etc/init", "/bin/init", "/bin/sh"];

/** The folder to mount or the archive to unpack. */
function rootfs(spec: string | undefined): {
  folder?: { host: string; guest: string; ro: boolean };
  tar?: Uint8Array;
} {
  if (spec === undefined) throw new UsageError("boot: name a root file system: --rootfs FOLDER or FILE.tar");
  const ro = spec.endsWith(":ro");
  const path = resolve(ro ? spec.slice(0, -3) : spec);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`--rootfs ${spec}: there is no such file or folder`);
  if (found.isDirectory()) return { folder: { host: bytes(path), guest: "/", ro } };
  const data = readFileSync(path);
  try {
    return {
      tar:
        data[0] === 0x1f && data[1] === 0x8b ? process.getBuiltinModule("node:zlib").gunzipSync(data) : data,
    };
  } catch {
    throw new UsageError(`--rootfs ${spec}: damaged gzip data`);
  }
}

export async function bootCommand(args: string[], options: BootCommandOptions): Promise<number> {
  const { folder, tar } = rootfs(options.rootfs);
  const dirs = options.dir.map(parseDir);
  const booted = await bootMachine(
    options,
    {
      mounts: folder ? [folder, ...dirs] : dirs,
      rootfs: tar,
      console: true,
    },
    [],
  );
  const [init, ...rest] = args.map(bytes);
  const env = new Map([
    ["HOME", "/"],
    ["PATH", "/sbin:/usr/sbin:/bin:/usr/bin"],
    ["TERM", bytes(process.env.TERM ?? "linux")],
  ]);
  for (const spec of options.E) {
    const eq = spec.indexOf("=");
    if (eq <= 0) throw new UsageError(`-E ${spec}: write it like NAME=value`);
    env.set(bytes(spec.slice(0, eq)), bytes(spec.slice(eq + 1)));
  }
  const program = booted.system.spawnInit(
    init === undefined ? INITS : [init],
    rest,
    [...env].map(([name, value]) => `${name}=${value}`),
  );
  return runProgram(booted, program, options);
}
