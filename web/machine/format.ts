// Numbers as the panes write them. Above: the panes. Below: nothing.

export const hex8 = (n: number): string => (n >>> 0).toString(16).padStart(8, "0");
export const hex2 = (n: number): string => n.toString(16).padStart(2, "0");

/** An address that somebody typed, with or without 0x; null: it is none. */
export function address(text: string): number | null {
  const m = /^\s*(?:0x)?([0-9a-f]{1,8})\s*$/i.exec(text);
  return m ? Number.parseInt(m[1], 16) : null;
}
