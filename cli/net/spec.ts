// What `--net user,forward=…` says: the forwarded ports. Above: run.ts. Below: nothing.

/** A port of the host's that leads to one of the guest's. */
export interface forward {
  readonly text: string;
  readonly protocol: "tcp" | "udp";
  readonly hostAddress: string;
  readonly hostPort: number;
  readonly guestPort: number;
}

const isPort = (n: number): boolean => n >= 1 && n <= 65535;

/** "tcp:[ADDRESS:]HOSTPORT:GUESTPORT", or a sentence of what is wrong. */
function parseForward(text: string): forward | string {
  const m = /^(tcp|udp):(?:(\d+\.\d+\.\d+\.\d+):)?(\d+):(\d+)$/.exec(text);
  if (!m || !isPort(Number(m[3])) || !isPort(Number(m[4])))
    return `forward=${text}: write it like forward=tcp:8080:80 (or tcp:ADDRESS:8080:80, udp:…)`;
  return {
    text,
    protocol: m[1] as "tcp" | "udp",
    hostAddress: m[2] ?? "127.0.0.1",
    hostPort: Number(m[3]),
    guestPort: Number(m[4]),
  };
}

/** The forwards of all `user` specifications; null: there is none of that kind. A string is a sentence for the user. */
export function userForwards(specs: readonly string[]): forward[] | null | string {
  const users = specs.map((s) => s.split(",")).filter(([kind]) => kind === "user");
  if (users.length === 0) return null;
  if (users.length > 1) return "--net user: once is enough";
  const out: forward[] = [];
  for (const option of users[0].slice(1)) {
    if (!option.startsWith("forward=")) continue;
    for (const one of option.slice(8).split("+")) {
      const f = parseForward(one);
      if (typeof f === "string") return `--net user: ${f}`;
      out.push(f);
    }
  }
  return out;
}
