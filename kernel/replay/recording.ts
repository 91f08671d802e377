// A recording as read from its bytes: the header, and its entries from the first to the last.
// Above: player.ts, timeline.ts, cli. Below: format.ts, entries.ts.

import { END, type Header, LAST_PLACE } from "./entries.ts";
import { CHUNK_ENTRIES, CHUNK_HEADER, CHUNK_ROOTFS, chunks, Reader, RecordingError } from "./format.ts";

export { RecordingError } from "./format.ts";

export class Recording {
  private constructor(
    readonly header: Header,
    readonly rootfs: Uint8Array | undefined,
    readonly entries: Uint8Array,
    /** The moment where it ends; null: the end is missing, as after a crash. */
    readonly end: number | null,
  ) {}

  get truncated(): boolean {
    return this.end === null;
  }

  /** Throws RecordingError, a sentence. */
  static parse(file: Uint8Array): Recording {
    const all = chunks(file);
    const [head] = all.chunks;
    if (head?.type !== CHUNK_HEADER) throw new RecordingError("the recording is cut off in its header");
    const header = new Reader(head.payload).value();
    if (!isHeader(header)) throw new RecordingError("the recording is damaged: its header is none");
    const parts = all.chunks.filter((c) => c.type === CHUNK_ENTRIES).map((c) => c.payload);
    const entries = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
      entries.set(p, at);
      at += p.length;
    }
    const rootfs = all.chunks.find((c) => c.type === CHUNK_ROOTFS)?.payload;
    return new Recording(header, rootfs, entries, all.truncated ? null : endOf(parts));
  }
}

/** The moment of the last chunk's END, which is a short entry and so looked for from behind; null: it has none. */
function endOf(parts: readonly Uint8Array[]): number | null {
  const last = parts[parts.length - 1];
  if (!last) return null;
  for (let back = 3; back <= 10 && back <= last.length; back++) {
    const at = last.length - back;
    if (last[at] !== END || last[at + 1] > LAST_PLACE) continue;
    const reader = new Reader(last.subarray(at + 2));
    try {
      const moment = reader.natural();
      if (reader.ended) return moment;
    } catch {
      // these bytes are part of something else
    }
  }
  return null;
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== "object" || value === null) return false;
  const h = value as Partial<Record<keyof Header, unknown>>;
  const host = h.host as Partial<Header["host"]> | undefined;
  return (
    typeof h.memory === "number" &&
    h.memory > 0 &&
    h.memory <= 2 ** 32 &&
    typeof h.options === "object" &&
    h.options !== null &&
    typeof h.marks === "number" &&
    h.marks > 0 &&
    typeof h.about === "object" &&
    host !== undefined &&
    Array.isArray(host.stdio) &&
    host.stdio.length === 3 &&
    host.stdio.every((s) => Array.isArray(s.has)) &&
    Array.isArray(host.wires)
  );
}
