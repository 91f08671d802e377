// The commands that read the tables instead of running programs, bundled by themselves (dist/reference.cjs): run
// shall not load them.
// Above: main.ts. Below: asm.ts, disasm.ts, uapi.ts.

export { asmCommand } from "./asm.ts";
export { disasmCommand } from "./disasm.ts";
export { uapiCommand } from "./uapi.ts";
