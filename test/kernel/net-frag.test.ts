// Parts of a packet: when it is whole, what is a duplicate (ignored), an overlap (the whole packet goes), broken
// (net/ipv4/inet_fragment.c inet_frag_queue_insert, ip_frag_queue).

import { describe, expect, it } from "vitest";
import { skb_from_bytes } from "../../kernel/net/core/skbuff.ts";
import { inet_frag_queue } from "../../kernel/net/ipv4/inet_fragment.ts";

/** Parts as [from, to, more?]; the verdict of each. */
function verdicts(...parts: [number, number, boolean?][]): string[] {
  const q = new inet_frag_queue();
  return parts.map(([from, to, more = true]) =>
    q.add(from, to, more, skb_from_bytes(new Uint8Array(to - from))),
  );
}

describe("parts of a packet", () => {
  it("are whole in any order", () => {
    expect(verdicts([0, 8], [8, 16], [16, 20, false])).toEqual(["kept", "kept", "whole"]);
    expect(verdicts([16, 20, false], [8, 16], [0, 8])).toEqual(["kept", "kept", "whole"]);
    expect(verdicts([8, 16], [16, 20, false], [0, 8])).toEqual(["kept", "kept", "whole"]);
  });

  it("that have come already are ignored, overlaps are not", () => {
    expect(verdicts([0, 16], [0, 16])).toEqual(["kept", "duplicate"]);
    expect(verdicts([0, 16], [8, 16])).toEqual(["kept", "duplicate"]);
    // Within what came in a row, too; but not across two that came apart.
    expect(verdicts([0, 8], [8, 16], [0, 16])).toEqual(["kept", "kept", "duplicate"]);
    expect(verdicts([8, 16], [0, 8], [0, 16])).toEqual(["kept", "kept", "overlap"]);
    expect(verdicts([0, 16], [8, 24])).toEqual(["kept", "overlap"]);
    expect(verdicts([8, 24], [0, 16])).toEqual(["kept", "overlap"]);
  });

  it("behind the end, empty ones, and a second end are broken", () => {
    expect(verdicts([8, 12, false], [8, 24])).toEqual(["kept", "broken"]);
    expect(verdicts([0, 16], [0, 8, false])).toEqual(["kept", "broken"]);
    expect(verdicts([8, 12, false], [8, 11, false])).toEqual(["kept", "broken"]);
    expect(verdicts([8, 8])).toEqual(["broken"]);
  });

  it("come by the thousand", () => {
    const q = new inet_frag_queue();
    const one = skb_from_bytes(new Uint8Array(8));
    let last = "";
    for (let i = 7999; i >= 0; i--) last = q.add(8 * i, 8 * i + 8, i !== 7999, one);
    expect(last).toBe("whole");
    expect(q.sorted()).toHaveLength(8000);
  });
});
