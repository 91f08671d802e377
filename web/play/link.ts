// A program in the address: deflated, in base64url. Above: view.ts. Below: the browser's compression streams.

/** What a program's link begins with; examples have their names instead. */
const MARK = "z.";
/** Longer links are cut by who passes them on. */
export const LONGEST = 8000;

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): Promise<Uint8Array> {
  const out = new Blob([bytes]).stream().pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>);
  return new Uint8Array(await new Response(out).arrayBuffer());
}

export async function toLink(source: string): Promise<string> {
  const packed = await through(new TextEncoder().encode(source), new CompressionStream("deflate-raw"));
  const base64 = btoa(Array.from(packed, (b) => String.fromCharCode(b)).join(""));
  return MARK + base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** null: it is no program's link, or a damaged one. */
export async function fromLink(text: string): Promise<string | null> {
  if (!text.startsWith(MARK)) return null;
  try {
    const base64 = text.slice(MARK.length).replaceAll("-", "+").replaceAll("_", "/");
    const packed = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(
      await through(packed, new DecompressionStream("deflate-raw")),
    );
  } catch {
    return null;
  }
}
