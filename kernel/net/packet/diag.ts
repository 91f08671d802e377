// packet_diag: AF_PACKET sockets for `ss -0` (net/packet/diag.c). Above: ../netlink/sock_diag.ts. Below: af_packet.ts.

import { EINVAL, EOPNOTSUPP } from "../../uapi/asm/errno.ts";
import { CAP_NET_ADMIN } from "../../uapi/linux/capability.ts";
import { NLM_F_DUMP, NLM_F_MULTI } from "../../uapi/linux/netlink.ts";
import * as P from "../../uapi/linux/packet_diag.ts";
import { SOCK_DIAG_BY_FAMILY } from "../../uapi/linux/sock_diag.ts";
import { AF_PACKET } from "../linux_socket.ts";
import { netlink_dump_start, netlink_net_capable } from "../netlink/netlink_msg.ts";
import type { netlink_request } from "../netlink/netlink_sock.ts";
import { nlmsg } from "../netlink/nlmsg.ts";
import {
  payload,
  sock_diag_cookie,
  type sock_diag_handler,
  sock_diag_put_filterinfo,
  sock_diag_put_meminfo,
  sock_i_ino,
} from "../netlink/sock_diag.ts";
import { packet_list } from "./af_packet.ts";
import type { packet_sock } from "./packet_sock.ts";

function put_info(m: nlmsg, po: packet_sock): void {
  const flags =
    (po.running ? P.PDI_RUNNING : 0) |
    (po.auxdata ? P.PDI_AUXDATA : 0) |
    (po.origdev ? P.PDI_ORIGDEV : 0) |
    (po.vnet_hdr ? P.PDI_VNETHDR : 0) |
    (po.loss ? P.PDI_LOSS : 0);
  m.put(
    P.PACKET_DIAG_INFO,
    P.packet_diag_info.make({
      pdi_index: po.ifindex,
      pdi_version: po.tp_version,
      pdi_reserve: po.tp_reserve,
      pdi_copy_thresh: po.copy_thresh,
      pdi_tstamp: po.tp_tstamp,
      pdi_flags: flags,
    }),
  );
  m.putU32(P.PACKET_DIAG_UID, po.sk_uid);
}

function put_mclist(m: nlmsg, po: packet_sock): void {
  m.nest(P.PACKET_DIAG_MCLIST, () => {
    for (const ml of po.mclist) {
      const pdmc_addr = new Uint8Array(P.packet_diag_mclist.fields.pdmc_addr.size);
      pdmc_addr.set(ml.addr);
      m.raw(
        P.packet_diag_mclist.make({
          pdmc_index: ml.ifindex,
          pdmc_count: ml.count,
          pdmc_type: ml.type,
          pdmc_alen: ml.addr.length,
          pdmc_addr,
        }),
      );
    }
  });
}

function* dump(r: netlink_request, show: number): Generator<Uint8Array, undefined, void> {
  const net_admin = netlink_net_capable(r, CAP_NET_ADMIN);
  for (const po of [...packet_list(r.net)]) {
    const m = new nlmsg(SOCK_DIAG_BY_FAMILY, NLM_F_MULTI, r.nlh.nlmsg_seq, r.portid);
    const [low, high] = sock_diag_cookie(po);
    m.u8(AF_PACKET).u8(po.sk_type).u16(po.num).u32(sock_i_ino(po)).u32(low).u32(high);
    if (show & P.PACKET_SHOW_INFO) put_info(m, po);
    if (show & P.PACKET_SHOW_MCLIST) put_mclist(m, po);
    if (show & P.PACKET_SHOW_MEMINFO) sock_diag_put_meminfo(po, m, P.PACKET_DIAG_MEMINFO);
    if (show & P.PACKET_SHOW_FILTER) sock_diag_put_filterinfo(net_admin, po, m, P.PACKET_DIAG_FILTER);
    yield m.end();
  }
  return undefined;
}

export const packet_diag_handler: sock_diag_handler = {
  family: AF_PACKET,
  dump(r) {
    const b = payload(r);
    if (b.length < P.packet_diag_req.size) return -EINVAL;
    const q = P.packet_diag_req.get(b);
    if (q.sdiag_protocol) return -EINVAL;
    return r.nlh.nlmsg_flags & NLM_F_DUMP ? netlink_dump_start(r, dump(r, q.pdiag_show)) : -EOPNOTSUPP;
  },
};
