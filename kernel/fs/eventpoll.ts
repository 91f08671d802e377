// placeholder head, replaced below
import type { file } from "./file.ts";
export class epitem {}
export function eventpoll_release(_f: file): void {}
