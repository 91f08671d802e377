// Numbers and bytes as packets write them. Above: the families of packets. Below: nothing.

/** A packet that is not what it should be; the text is for gdb's user. */
export class BadPacket extends Error {}

/** Errors without text, in the target's numbers: EINVAL, EFAULT, ENOENT, ESRCH. */
export const E_INVALID = "E16";
export const E_FAULT = "E0e";
export const E_NO_THREAD = "E03";

/** A number in hexadecimal without sign, up to 64 bits; BadPacket where it is none. */
export function number(text: string | undefined): number {
  if (text === undefined || !/^[0-9a-f]{1,16}$/i.test(text))
    throw new BadPacket(`not a number: ${text ?? "nothing"}`);
  return Number.parseInt(text, 16);
}

/** An address of 32 bits; gdb may have sign-extended it. */
export function address(text: string | undefined): number {
  return number(text?.slice(-8)) >>> 0;
}

export const hex = (n: number): string => (n >>> 0).toString(16);

/** A register: eight digits, in the target's byte order, which is big-endian. */
export const hexWord = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");

export function hexBytes(bytes: Uint8Array): string {
  let text = "";
  for (const b of bytes) text += b.toString(16).padStart(2, "0");
  return text;
}

export function bytesOfHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) throw new BadPacket("not bytes in hexadecimal");
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    Number.parseInt(text.slice(2 * i, 2 * i + 2), 16),
  );
}

/** A binary string of bytes, and back. */
export function binary(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return text;
}
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

export const hexText = (text: string): string => hexBytes(bytesOf(text));
export const textOfHex = (text: string): string => binary(bytesOfHex(text));
