// parisc run --gdb PORT: waits for gdb on a port of this machine and joins it to the system.
// A bundle of its own (tools/build.mjs), loaded only when asked for.
// Above: run.ts. Below: debugger/ (the protocol), kernel/debug (the system under it).

import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { constants } from "node:os";
import { posix } from "node:path";
import { Stub } from "../debugger/stub.ts";
import type { Machine } from "../emulator/index.ts";
import { Debuggee } from "../kernel/debug/debuggee.ts";
import { GuestFileError, GuestFiles } from "../kernel/fs/guest_files.ts";
import type { System } from "../kernel/index.ts";
import * as signals from "../kernel/uapi/asm/signal.ts";
import { runRecorded } from "./record.ts";
import type { RunOptions } from "./run.ts";
import { UsageError } from "./usage.ts";

/** Files that were read and may be again; a library is some megabytes. */
const KEPT = 16;

/**
 * The guest's files for the debugger. What is the host's is read there, and not by the guest's doing, which would be part of
 * the run; in the guest itself only what needs no host.
 */
function guestFiles(system: System): (path: string) => Uint8Array | null {
  const kept = new Map<string, Uint8Array | null>();
  const { mounts, sysroot, rootfs } = system.options;
  const onHost = (path: string): Uint8Array | null => {
    const places = sysroot === undefined ? [] : [sysroot + path];
    for (const { host, guest } of [...mounts].sort((a, b) => b.guest.length - a.guest.length)) {
      const top = guest === "/" ? "" : guest;
      if (path.startsWith(`${top}/`)) places.push(host + path.slice(top.length));
    }
    for (const place of places)
      try {
        return readFileSync(Buffer.from(place, "latin1"));
      } catch {
        // not there
      }
    return null;
  };
  const own = (path: string): Uint8Array | null => {
    try {
      return new GuestFiles(system.kernel.init_task).read(path);
    } catch (error) {
      if (error instanceof GuestFileError) return null;
      throw error;
    }
  };
  return (asked) => {
    const path = posix.normalize(asked);
    if (!path.startsWith("/")) return null;
    if (/^\/(proc|sys)\//.test(path)) return own(path);
    let bytes = kept.get(path);
    if (bytes === undefined) {
      bytes = onHost(path) ?? (rootfs ? own(path) : null);
      kept.set(path, bytes);
      if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    }
    return bytes;
  };
}

/** The port's number; 0: any that is free. */
function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535) throw new UsageError(`--gdb ${text}: not a port`);
  return port;
}

/** Waits for somebody on the port; tells it on standard error. Later ones are refused. */
function connection(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    // the program has not begun: what would end it ends the wait
    const ends = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
    const quit = (name: NodeJS.Signals) => process.exit(128 + constants.signals[name]);
    for (const name of ends) process.on(name, quit);
    const server = createServer((socket) => {
      server.close();
      for (const name of ends) process.off(name, quit);
      socket.setNoDelay(true);
      resolve(socket);
    });
    server.on("error", (error) => reject(new UsageError(`--gdb ${port}: ${error.message}`)));
    server.listen(port, "127.0.0.1", () => {
      const { port: number } = server.address() as AddressInfo;
      process.stderr.write(`parisc: waiting for gdb: gdb-multiarch -ex "target remote :${number}"\n`);
    });
  });
}

/** Runs the system under gdb to its end; when gdb leaves, the rest by itself. */
export async function serveGdb(
  system: System,
  pid: number,
  options: RunOptions,
  wakeUp: () => void,
  machine: (memory: number) => Promise<Machine>,
): Promise<"ended" | "stopped"> {
  const socket = await connection(portOf(options.gdb!));
  const target = new Debuggee(system, {
    recorder: system.options.record,
    machine,
    wakeUp,
    files: guestFiles(system),
  });
  target.attach(pid);
  await new Promise<void>((resolve) => {
    const stub = new Stub({
      target,
      signals: signals as unknown as Record<string, number>,
      send: (bytes) => {
        if (!socket.destroyed) socket.write(bytes);
      },
      over: () => socket.end(),
    });
    socket.on("data", (bytes) => stub.receive(bytes));
    socket.on("error", () => {});
    socket.on("close", () => {
      target.interrupt();
      void stub.idle().then(resolve);
    });
  });
  target.leave();
  if (system.ended) {
    system.options.record?.end();
    return "ended";
  }
  return runRecorded(system, options, wakeUp);
}
