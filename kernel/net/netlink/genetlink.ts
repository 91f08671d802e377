// Generic netlink: families with names, a row each, and the controller that tells of them (net/netlink/genetlink.c).
// Above: ../init.ts. Below: netlink_msg.ts. Partial: one family, the controller itself.

import { EINVAL, ENODATA, ENOENT, EOPNOTSUPP, EPERM } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import * as G from "../../uapi/linux/genetlink.ts";
import * as NL from "../../uapi/linux/netlink.ts";
import { NETLINK_GENERIC, NLM_F_DUMP, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import { netlink_dump_start, netlink_net_capable, nlmsg_unicast } from "./netlink_msg.ts";
import type { netlink_kernel_cfg, netlink_request } from "./netlink_sock.ts";
import {
  NLA_NUL_STRING,
  NLA_U16,
  NLA_U32,
  NLMSG_ALIGN,
  NLMSG_HDRLEN,
  type nla_policy,
  type nlattrs,
  nlmsg_parse,
  type policy,
} from "./nlattr.ts";
import { nlmsg } from "./nlmsg.ts";

type dump = Generator<Uint8Array, number | undefined, void>;

/** One command of a family (struct genl_ops). */
export interface genl_ops {
  readonly cmd: number;
  /** GENL_ADMIN_PERM, GENL_UNS_ADMIN_PERM. */
  readonly flags?: number;
  readonly policy?: policy;
  readonly maxattr?: number;
  readonly since?: string;
  /** GENL_DONT_VALIDATE_DUMP: a dump's attributes are not held against the policy. */
  readonly laxDump?: boolean;
  doit?(r: netlink_request, tb: nlattrs): number;
  dumpit?(r: netlink_request): dump;
}

/** struct genl_family. */
export interface genl_family {
  readonly id: number;
  readonly name: string;
  readonly version: number;
  readonly hdrsize: number;
  readonly maxattr: number;
  readonly ops: readonly genl_ops[];
  readonly mcgrps: readonly { readonly id: number; readonly name: string }[];
}

// ---- the controller ----

function capabilities(op: genl_ops): number {
  return (
    (op.flags ?? 0) |
    (op.doit ? G.GENL_CMD_CAP_DO : 0) |
    (op.dumpit ? G.GENL_CMD_CAP_DUMP : 0) |
    (op.policy ? G.GENL_CMD_CAP_HASPOL : 0)
  );
}

function ctrl_fill_info(r: netlink_request, family: genl_family, flags: number): Uint8Array {
  const m = new nlmsg(G.GENL_ID_CTRL, flags, r.nlh.nlmsg_seq, r.portid);
  m.u8(G.CTRL_CMD_NEWFAMILY).u8(2).u16(0);
  m.putString(G.CTRL_ATTR_FAMILY_NAME, family.name)
    .putU16(G.CTRL_ATTR_FAMILY_ID, family.id)
    .putU32(G.CTRL_ATTR_VERSION, family.version)
    .putU32(G.CTRL_ATTR_HDRSIZE, family.hdrsize)
    .putU32(G.CTRL_ATTR_MAXATTR, family.maxattr);
  const ops = commands(r, family);
  if (ops.length) {
    m.nest(G.CTRL_ATTR_OPS, () => {
      for (const [i, op] of ops.entries())
        m.nest(i + 1, () =>
          m.putU32(G.CTRL_ATTR_OP_ID, op.cmd).putU32(G.CTRL_ATTR_OP_FLAGS, capabilities(op)),
        );
    });
  }
  if (family.mcgrps.length) {
    m.nest(G.CTRL_ATTR_MCAST_GROUPS, () => {
      for (const [i, group] of family.mcgrps.entries())
        m.nest(i + 1, () =>
          m.putU32(G.CTRL_ATTR_MCAST_GRP_ID, group.id).putString(G.CTRL_ATTR_MCAST_GRP_NAME, group.name),
        );
    });
  }
  return m.end();
}

/** The family that a request names, by number or name: or -EINVAL, -ENOENT. */
function family_of(tb: nlattrs): genl_family | number {
  const id = tb.get(G.CTRL_ATTR_FAMILY_ID);
  const name = tb.get(G.CTRL_ATTR_FAMILY_NAME);
  if (!id && !name) return -EINVAL;
  return families.find((f) => (name ? f.name === name.string : f.id === id!.u16)) ?? -ENOENT;
}

/** The commands that the kernel's release has. */
const commands = (r: netlink_request, family: genl_family): readonly genl_ops[] =>
  family.ops.filter((op) => op.since === undefined || r.net.kernel.release.atLeast(op.since));

function ctrl_getfamily(r: netlink_request, tb: nlattrs): number {
  const family = family_of(tb);
  return typeof family === "number" ? family : nlmsg_unicast(r, ctrl_fill_info(r, family, 0));
}

function* ctrl_dumpfamily(r: netlink_request): dump {
  for (const family of families) yield ctrl_fill_info(r, family, NLM_F_MULTI);
  return undefined;
}

/** A policy's kinds as programs know them: NL_ATTR_TYPE_, and the least and largest values of the numbers. */
const kinds: Readonly<Partial<Record<nla_policy["kind"], readonly [type: number, max?: bigint]>>> = {
  u8: [NL.NL_ATTR_TYPE_U8, 0xffn],
  u16: [NL.NL_ATTR_TYPE_U16, 0xffffn],
  u32: [NL.NL_ATTR_TYPE_U32, 0xffffffffn],
  u64: [NL.NL_ATTR_TYPE_U64, 0xffffffffffffffffn],
  s32: [NL.NL_ATTR_TYPE_S32],
  flag: [NL.NL_ATTR_TYPE_FLAG],
  string: [NL.NL_ATTR_TYPE_STRING],
  nulstring: [NL.NL_ATTR_TYPE_NUL_STRING],
  binary: [NL.NL_ATTR_TYPE_BINARY],
  exact: [NL.NL_ATTR_TYPE_BINARY],
  min: [NL.NL_ATTR_TYPE_BINARY],
  nested: [NL.NL_ATTR_TYPE_NESTED],
};

/** One attribute of a policy (__netlink_policy_dump_write_attr). */
function put_policy(m: nlmsg, attr: number, p: nla_policy): void {
  const kind = kinds[p.kind];
  if (!kind) return;
  m.nest(attr, () => {
    const [type, max] = kind;
    if (max !== undefined)
      m.putU64(NL.NL_POLICY_TYPE_ATTR_MIN_VALUE_U, 0).putU64(NL.NL_POLICY_TYPE_ATTR_MAX_VALUE_U, max);
    if (p.len && (p.kind === "exact" || p.kind === "min")) m.putU32(NL.NL_POLICY_TYPE_ATTR_MIN_LENGTH, p.len);
    if (p.len && p.kind !== "min" && p.kind !== "nested") m.putU32(NL.NL_POLICY_TYPE_ATTR_MAX_LENGTH, p.len);
    m.putU32(NL.NL_POLICY_TYPE_ATTR_TYPE, type);
  });
}

/** What the attributes of a family's commands may be: which policy a command has, then the policies (ctrl_dumppolicy). */
function* ctrl_dumppolicy(r: netlink_request): dump {
  const tb = nlmsg_parse(r.bytes, G.GENL_HDRLEN, G.CTRL_ATTR_MAX, {}, r.extack);
  if (typeof tb === "number") return tb;
  const family = family_of(tb);
  if (typeof family === "number") return family;
  const asked = tb.get(G.CTRL_ATTR_OP);
  const ops = commands(r, family).filter((op) => !asked || op.cmd === asked.u32);
  if (asked && !ops.length) return -EOPNOTSUPP;
  const told = ops.filter((op) => op.policy);
  if (!told.length) return -ENODATA;
  const begin = (): nlmsg => {
    const m = new nlmsg(G.GENL_ID_CTRL, NLM_F_MULTI, r.nlh.nlmsg_seq, r.portid);
    return m.u8(G.CTRL_CMD_GETPOLICY).u8(2).u16(0).putU16(G.CTRL_ATTR_FAMILY_ID, family.id);
  };
  for (const [i, op] of told.entries()) {
    const m = begin();
    m.nest(G.CTRL_ATTR_OP_POLICY, () =>
      m.nest(op.cmd, () => {
        if (op.doit) m.putU32(G.CTRL_ATTR_POLICY_DO, i);
        if (op.dumpit && !op.laxDump) m.putU32(G.CTRL_ATTR_POLICY_DUMP, i);
      }),
    );
    yield m.end();
  }
  for (const [i, op] of told.entries()) {
    for (const [attr, p] of Object.entries(op.policy!)) {
      const m = begin();
      yield m.nest(G.CTRL_ATTR_POLICY, () => m.nest(i, () => put_policy(m, Number(attr), p))).end();
    }
  }
  return undefined;
}

const genl_ctrl: genl_family = {
  id: G.GENL_ID_CTRL,
  name: "nlctrl",
  version: 2,
  hdrsize: 0,
  maxattr: 0,
  ops: [
    {
      cmd: G.CTRL_CMD_GETFAMILY,
      maxattr: G.CTRL_ATTR_FAMILY_NAME,
      policy: {
        [G.CTRL_ATTR_FAMILY_ID]: NLA_U16,
        [G.CTRL_ATTR_FAMILY_NAME]: NLA_NUL_STRING(G.GENL_NAMSIZ - 1),
      },
      laxDump: true,
      doit: ctrl_getfamily,
      dumpit: ctrl_dumpfamily,
    },
    {
      cmd: G.CTRL_CMD_GETPOLICY,
      since: "5.7",
      maxattr: G.CTRL_ATTR_OP,
      policy: {
        [G.CTRL_ATTR_FAMILY_ID]: NLA_U16,
        [G.CTRL_ATTR_FAMILY_NAME]: NLA_NUL_STRING(G.GENL_NAMSIZ - 1),
        [G.CTRL_ATTR_OP]: NLA_U32,
      },
      dumpit: ctrl_dumppolicy,
    },
  ],
  // The first number is the first family's.
  mcgrps: [{ id: G.GENL_ID_CTRL, name: "notify" }],
};

const families: readonly genl_family[] = [genl_ctrl];

// ---- dispatch ----

/** One request to a family: 0, -ENOENT (no such family), -EOPNOTSUPP (no such command) … */
export function genl_rcv_msg(r: netlink_request): number {
  const { nlh, bytes, net } = r;
  const family = families.find((f) => f.id === nlh.nlmsg_type);
  if (!family) return -ENOENT;
  const hdrlen = G.GENL_HDRLEN + NLMSG_ALIGN(family.hdrsize);
  if (bytes.length < NLMSG_HDRLEN + hdrlen) return -EINVAL;
  const cmd = bytes[NLMSG_HDRLEN];
  const op = commands(r, family).find((o) => o.cmd === cmd);
  if (!op) return -EOPNOTSUPP;
  if (op.flags && op.flags & G.GENL_ADMIN_PERM && !netlink_net_capable(r, CAP_NET_ADMIN)) return -EPERM;
  if (op.flags && op.flags & G.GENL_UNS_ADMIN_PERM && !netlink_net_capable(r, CAP_NET_ADMIN, net))
    return -EPERM;
  if ((nlh.nlmsg_flags & NLM_F_DUMP) === NLM_F_DUMP)
    return op.dumpit ? netlink_dump_start(r, op.dumpit(r)) : -EOPNOTSUPP;
  if (!op.doit) return -EOPNOTSUPP;
  const tb = nlmsg_parse(bytes, hdrlen, op.maxattr ?? family.maxattr, op.policy ?? {}, r.extack);
  if (typeof tb === "number") return tb;
  return op.doit(r, tb) || 0;
}

export const genl_cfg: netlink_kernel_cfg = {
  protocol: NETLINK_GENERIC,
  groups: 32,
  nonroot_recv: true,
  rcv: genl_rcv_msg,
};
