// parisc run --replay FILE repeats a recorded run; --restore FILE goes on where a snapshot was made.
// Above: main.ts. Below: run.ts, record.ts, kernel/replay.

import { readFileSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { Divergence, Player, Recording, RecordingError } from "../kernel/index.ts";
import { nodeHost, withoutCr } from "./host.ts";
import { nodeFiles } from "./host-files.ts";
import { profileTo } from "./profile.ts";
import { build, recorderOf, runRecorded, tellSnapshot } from "./record.ts";
import {
  forwardSignals,
  hostNetwork,
  machineOf,
  parsePcap,
  type RunOptions,
  shellStatus,
  writeReport,
} from "./run.ts";
import { traceBootOptions } from "./trace-options.ts";
import { UsageError } from "./usage.ts";

/** Reads a recording; UsageError says what is wrong with it. */
function readRecording(path: string): Recording {
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${(error as Error).message}`);
  }
  try {
    return Recording.parse(file);
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/** All of it, also where the descriptor does not block; whoever does not read any more is no matter here. */
function show(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if ((error as { code?: string }).code !== "EAGAIN") return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** A divergence of what another parisc has recorded is no wonder. */
function explained(error: Divergence, recording: Recording): string {
  const { about } = recording.header;
  return about.build === undefined || about.build === build()
    ? error.message
    : `${error.message}; it was recorded by another build of parisc (${about.parisc})`;
}

export async function replayCommand(options: RunOptions): Promise<number> {
  const started = process.hrtime.bigint();
  const path = options.replay ?? options.restore!;
  const restore = options.restore !== undefined;
  const recording = readRecording(path);
  if ((options.report || options.reportJson || options.reportFile) && !recording.header.options.report)
    throw new UsageError("--report: has to be there when the run is recorded");
  const { close, ...traced } = await traceBootOptions(options);
  const machine = await machineOf(options, recording.header.memory, true);
  const player = await Player.boot(recording, {
    machine,
    output: (stream, bytes) => {
      if (restore || stream > 2) return;
      const fd = stream === 2 ? 2 : 1;
      // a terminal that is not in raw mode makes CR LF of LF by itself
      const cooked = isatty(fd) && recording.header.host.stdio[stream].kind === "tty";
      show(fd, cooked ? withoutCr(bytes) : bytes);
    },
    log: (line) => void writeSync(2, `${line}\n`),
    look: nodeFiles,
    watch: {
      ...traced,
      pcap: options.pcap.map(parsePcap),
      record: restore ? recorderOf(options, []) : undefined,
    },
  });
  const { system } = player;
  let outside: { close(): void } | null = null;
  const writeProfile = options.profile === undefined ? () => {} : profileTo(options.profile, system.kernel);
  const finish = () => {
    system.finishTrace();
    writeProfile();
    outside?.close();
    close();
    writeReport(system, options);
  };
  let end: "ended" | "stopped" | "cut off";
  try {
    end = await player.run();
    if (restore && end === "cut off")
      throw new UsageError(`${path}: the recording breaks off within a turn: nothing can go on from there`);
    if (restore) {
      const [program] = player.spawned;
      if (!program || "error" in program || system.ended)
        throw new UsageError(`${path}: its programs have ended, there is nothing to go on with`);
      const host = nodeHost((line) => void writeSync(2, `${line}\n`));
      outside = await hostNetwork((recording.header.options.net ?? []) as string[], host);
      forwardSignals(system, program.pid, host.wakeUp);
      player.goLive(host);
      if (recording.header.host.stdio.some((s) => s.kind === "tty")) system.consoleResized();
      const went = await runRecorded(system, options, host.wakeUp);
      tellSnapshot(system, options, went);
      if (went === "stopped") return 0;
    }
  } catch (error) {
    if (error instanceof RecordingError) throw new UsageError(`${path}: ${error.message}`);
    if (error instanceof Divergence) throw new UsageError(explained(error, recording), error.status);
    throw error;
  } finally {
    finish();
  }
  if (options.stats) {
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    process.stderr.write(
      `${system.statistics()}\n${machine.translator?.report?.() ?? ""}time ${seconds.toFixed(3)} s\n`,
    );
  }
  if (!restore && (end === "cut off" || recording.truncated)) {
    process.stderr.write(
      `parisc: ${path}: the recording breaks off after instruction ${system.kernel.sched.insns}\n`,
    );
    return 125;
  }
  const [program] = player.spawned;
  if (program && "error" in program) throw new UsageError(program.error, program.status);
  if (!system.ended) {
    process.stderr.write(`parisc: ${path}: recorded up to instruction ${system.kernel.sched.insns}\n`);
    return 125;
  }
  return program ? shellStatus(await Promise.race([program.exit, Promise.resolve(0)])) : 0;
}
