// The core's exports: what emulator/machine.ts and emulator/memory.ts call, and one do_<row> for each row of the table,
// which the translator calls.

import { codeInit, dropCode, flushItlb, markTranslated, releaseCode } from "./code";

export { codeInit, dropCode, flushItlb, markTranslated, releaseCode };
export { closePage, placeOf, spaceAttach, spaceClear, spaceCreate, spaceDestroy, spaceDetach, spaceSet, spaceSwitch, watchPage } from "./memory";
export { clearEntries, setEntry } from "./hot";
export { lws } from "./gateway";
export { copyBytes, fillGuest, toGuest, toPlain } from "./bulk";
export { run, stray, syscall } from "./gen/step";
export * from "./gen/rows";
