// The public index of the kernel image: boot() gives a running system, in which programs are spawned.
// Above: cli/, web/, test/. Below: boot.ts.

export { boot, type System } from "./boot.ts";
export { BootError, type BootOptions, type SpawnError, type Spawned } from "./boot_options.ts";
export { type GuestEntry, GuestFileError, type GuestFiles } from "./fs/guest_files.ts";
export type { HostPty } from "./fs/host_pty.ts";
export { ArchiveError } from "./fs/initramfs.ts";
export type { Host, HostFiles, HostStat, HostStream, HostWire } from "./host.ts";
export type { Kernel } from "./kernel.ts";
export { StandaloneNet, type StandaloneOptions, type StandaloneSocket } from "./net/standalone.ts";
export { csum_fold, csum_partial } from "./net/wire/checksum.ts";
export {
  type Choice,
  type Explored,
  type ExploreOptions,
  explore,
  NotRepeatable,
  scripted,
} from "./replay/explore.ts";
export { type Played, Player, type PlayerOptions } from "./replay/player.ts";
export { Recorder, type RecorderOptions } from "./replay/recorder.ts";
export { Recording, RecordingError } from "./replay/recording.ts";
export { drawn, roundRobin, type Schedule } from "./replay/schedule.ts";
export { Divergence } from "./replay/stage.ts";
export { Timeline, type TimelineOptions } from "./replay/timeline.ts";
export { type ProcessProfile, Profile } from "./trace/profile.ts";
export {
  type CardScene,
  cardScene,
  type DeviceScene,
  deviceScene,
  type SocketScene,
  socketScene,
  type TaskScene,
  taskScene,
} from "./trace/scene.ts";
