// Files that others may read meanwhile. Above: code-shelf.ts, machine-code.ts. Below: Node.

import { renameSync, writeFileSync } from "node:fs";

/** Writes a file for its user alone: whoever reads it finds all of it, or what was there before. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, bytes, { mode: 0o600 });
  renameSync(draft, path);
}
