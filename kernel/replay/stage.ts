// What a repeated run and its host say to each other. Above: player.ts, replay_host.ts. Below: recording.ts.

import type { HostFiles } from "../host.ts";

/** The run does not do what the recorded one did; the message says where. */
export class Divergence extends Error {
  readonly status = 125;
}

/** The recording ends here, in the middle of something. */
export class CutOff extends Error {}

/** Something from outside, as it was recorded. */
export interface Input {
  readonly place: number;
  readonly moment: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What the host needs of the player. */
export interface Stage {
  /** Says where the run is, for a sentence. */
  where(): string;
  /** The next entry is another one. */
  advanced(next: Input | null): void;
  perform(input: Input): void;
  /** The recording ends while the system sleeps. */
  endedAsleep(): void;
  /** What a program writes. */
  output(stream: number, bytes: Uint8Array): void;
  log(line: string): void;
  /** Host files, for looks that are no part of the run (symbols). */
  readonly look?: HostFiles;
}
