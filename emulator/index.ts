// The emulator's public face: what the kernel image, the debugger and the command line may use.

export { CLOSED_LOADS, CLOSED_STORES } from "./core-exports.ts";
export * from "./isa/state.ts";
export * from "./isa/traps.ts";
export type { MachineCode } from "./jit/images.ts";
export type { StartWorker } from "./jit/requests.ts";
export type { WorkerStart } from "./jit/serve.ts";
export type { Shelf } from "./jit/store.ts";
export {
  type Engine,
  type EnterKernel,
  Machine,
  type MachineOptions,
  NoRoom,
  type Translator,
} from "./machine.ts";
export { FRAME, PhysicalMemory } from "./memory.ts";
export { coreModule, markShared } from "./shared.ts";
export { AddressSpace, PROT_EXEC, PROT_READ, PROT_WRITE } from "./space.ts";
