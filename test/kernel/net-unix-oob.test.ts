// The urgent byte of AF_UNIX streams (5.15): what reads, peeks and MSG_OOB see of it, as net/unix/af_unix.c of 6.1.
// Above: vitest. Below: net-sock-system.ts.

import { describe, expect, it } from "vitest";
import { EINVAL, EOPNOTSUPP } from "../../kernel/uapi/asm/errno.ts";
import { SockSystem, TestSocket } from "./net-sock-system.ts";

const [OOB, PEEK] = [1, 2];

function pair(release = "6.1") {
  const sys = new SockSystem(release);
  const [a, b] = [0, 1].map(() => TestSocket.make(sys, 1, 1));
  a.sock.ops.socketpair(a.t, a.sock, b.sock);
  return { a, b };
}

describe("MSG_OOB on AF_UNIX", () => {
  it("ends a read, is fetched by MSG_OOB, and a later one makes it an ordinary byte", () => {
    const { a, b } = pair();
    expect(a.send("one!", OOB)).toBe(4);
    expect(b.recv(100)).toBe("one");
    expect(b.recv(100, OOB)).toBe("!");
    expect(b.recv(100, OOB)).toBe(-EINVAL);
    a.send("two%", OOB);
    a.send("three#", OOB);
    expect(b.recv(100)).toBe("two%three");
    expect(b.recv(100, OOB)).toBe("#");
  });

  it("a peek shows all that is queued behind the first packet, urgent or not", () => {
    const { a, b } = pair();
    a.send("two%", OOB);
    a.send("three#", OOB);
    a.send("more");
    expect(b.recv(100, PEEK)).toBe("two%three#more");
    expect(b.recv(100)).toBe("two%three");
    expect(b.recv(100, PEEK)).toBe("more");
  });

  it("does not exist before 5.15", () => {
    const { a } = pair("5.14");
    expect(a.send("x", OOB)).toBe(-EOPNOTSUPP);
  });
});
