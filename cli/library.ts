// The library: what `import … from "parisc"` gives.
// Below: the public indexes of emulator/ and kernel/, and the Host on Node.

export { Machine } from "../emulator/index.ts";
export { BootError, type BootOptions, boot, type System } from "../kernel/index.ts";
export { nodeHost } from "./host.ts";
