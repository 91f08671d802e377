// Brings in what the page loads beside its scripts, with progress. Above: guest.ts. Below: fetch().

/** done and total in bytes; total 0: the server does not say, or says it of the compressed form. */
export type Progress = (done: number, total: number) => void;

/** The bytes at an address; throws an Error with a sentence. */
export async function load(url: string, progress: Progress): Promise<Uint8Array<ArrayBuffer>> {
  const name = url.slice(url.lastIndexOf("/") + 1);
  let response: Response;
  try {
    response = await fetch(url);
  } catch (e) {
    throw new Error(`${name} cannot be loaded: ${e instanceof Error ? e.message : e}`);
  }
  if (!response.ok) throw new Error(`${name} cannot be loaded: the server says ${response.status}`);
  const length = Number(response.headers.get("content-length") ?? 0);
  const total = response.headers.get("content-encoding") ? 0 : length;
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  const parts: Uint8Array[] = [];
  let done = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { value, done: ended } = await reader.read();
    if (ended) break;
    parts.push(value);
    done += value.length;
    progress(done, Math.max(total, total ? done : 0));
  }
  const all = new Uint8Array(done);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const isGzip = (b: Uint8Array) => b[0] === 0x1f && b[1] === 0x8b;

/** The bytes, without gzip's compression where they have it; throws an Error with a sentence when that is damaged. */
export async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (!isGzip(bytes)) return bytes;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Error("damaged gzip data");
  }
}
