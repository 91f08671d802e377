// <linux/bpf.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bits, bytes, chars, ptr, s16, s32, struct, u8, u16, u32, u64 } from "../struct.ts";

export const BPF_JMP32 = 6;
export const BPF_ALU64 = 7;
export const BPF_DW = 0x18;
export const BPF_ATOMIC = 0xc0;
export const BPF_XADD = 0xc0;
export const BPF_MOV = 0xb0;
export const BPF_ARSH = 0xc0;
export const BPF_END = 0xd0;
export const BPF_TO_LE = 0;
export const BPF_TO_BE = 8;
export const BPF_FROM_LE = BPF_TO_LE;
export const BPF_FROM_BE = BPF_TO_BE;
export const BPF_JNE = 0x50;
export const BPF_JLT = 0xa0;
export const BPF_JLE = 0xb0;
export const BPF_JSGT = 0x60;
export const BPF_JSGE = 0x70;
export const BPF_JSLT = 0xc0;
export const BPF_JSLE = 0xd0;
export const BPF_CALL = 0x80;
export const BPF_EXIT = 0x90;
export const BPF_FETCH = 1;
export const BPF_XCHG = 0xe1;
export const BPF_CMPXCHG = 0xf1;
export const MAX_BPF_REG = 11;
export const MAX_BPF_ATTACH_TYPE = 44;
export const BPF_F_ALLOW_OVERRIDE = 1;
export const BPF_F_ALLOW_MULTI = 2;
export const BPF_F_REPLACE = 4;
export const BPF_F_STRICT_ALIGNMENT = 1;
export const BPF_F_ANY_ALIGNMENT = 2;
export const BPF_F_TEST_RND_HI32 = 4;
export const BPF_F_TEST_STATE_FREQ = 8;
export const BPF_F_SLEEPABLE = 0x10;
export const BPF_F_XDP_HAS_FRAGS = 0x20;
export const BPF_F_KPROBE_MULTI_RETURN = 1;
export const BPF_PSEUDO_MAP_FD = 1;
export const BPF_PSEUDO_MAP_IDX = 5;
export const BPF_PSEUDO_MAP_VALUE = 2;
export const BPF_PSEUDO_MAP_IDX_VALUE = 6;
export const BPF_PSEUDO_BTF_ID = 3;
export const BPF_PSEUDO_FUNC = 4;
export const BPF_PSEUDO_CALL = 1;
export const BPF_PSEUDO_KFUNC_CALL = 2;
export const BPF_F_QUERY_EFFECTIVE = 1;
export const BPF_F_TEST_RUN_ON_CPU = 1;
export const BPF_F_TEST_XDP_LIVE_FRAMES = 2;
export const BPF_BUILD_ID_SIZE = 20;
export const BPF_OBJ_NAME_LEN = 16;
export const XDP_PACKET_HEADROOM = 256;
export const BPF_TAG_SIZE = 8;
export const BPF_REG_0 = 0;
export const BPF_REG_1 = 1;
export const BPF_REG_2 = 2;
export const BPF_REG_3 = 3;
export const BPF_REG_4 = 4;
export const BPF_REG_5 = 5;
export const BPF_REG_6 = 6;
export const BPF_REG_7 = 7;
export const BPF_REG_8 = 8;
export const BPF_REG_9 = 9;
export const BPF_REG_10 = 10;
export const __MAX_BPF_REG = 11;
export const BPF_CGROUP_ITER_ORDER_UNSPEC = 0;
export const BPF_CGROUP_ITER_SELF_ONLY = 1;
export const BPF_CGROUP_ITER_DESCENDANTS_PRE = 2;
export const BPF_CGROUP_ITER_DESCENDANTS_POST = 3;
export const BPF_CGROUP_ITER_ANCESTORS_UP = 4;
export const BPF_MAP_CREATE = 0;
export const BPF_MAP_LOOKUP_ELEM = 1;
export const BPF_MAP_UPDATE_ELEM = 2;
export const BPF_MAP_DELETE_ELEM = 3;
export const BPF_MAP_GET_NEXT_KEY = 4;
export const BPF_PROG_LOAD = 5;
export const BPF_OBJ_PIN = 6;
export const BPF_OBJ_GET = 7;
export const BPF_PROG_ATTACH = 8;
export const BPF_PROG_DETACH = 9;
export const BPF_PROG_TEST_RUN = 10;
export const BPF_PROG_RUN = BPF_PROG_TEST_RUN;
export const BPF_PROG_GET_NEXT_ID = 11;
export const BPF_MAP_GET_NEXT_ID = 12;
export const BPF_PROG_GET_FD_BY_ID = 13;
export const BPF_MAP_GET_FD_BY_ID = 14;
export const BPF_OBJ_GET_INFO_BY_FD = 15;
export const BPF_PROG_QUERY = 16;
export const BPF_RAW_TRACEPOINT_OPEN = 17;
export const BPF_BTF_LOAD = 18;
export const BPF_BTF_GET_FD_BY_ID = 19;
export const BPF_TASK_FD_QUERY = 20;
export const BPF_MAP_LOOKUP_AND_DELETE_ELEM = 21;
export const BPF_MAP_FREEZE = 22;
export const BPF_BTF_GET_NEXT_ID = 23;
export const BPF_MAP_LOOKUP_BATCH = 24;
export const BPF_MAP_LOOKUP_AND_DELETE_BATCH = 25;
export const BPF_MAP_UPDATE_BATCH = 26;
export const BPF_MAP_DELETE_BATCH = 27;
export const BPF_LINK_CREATE = 28;
export const BPF_LINK_UPDATE = 29;
export const BPF_LINK_GET_FD_BY_ID = 30;
export const BPF_LINK_GET_NEXT_ID = 31;
export const BPF_ENABLE_STATS = 32;
export const BPF_ITER_CREATE = 33;
export const BPF_LINK_DETACH = 34;
export const BPF_PROG_BIND_MAP = 35;
export const BPF_MAP_TYPE_UNSPEC = 0;
export const BPF_MAP_TYPE_HASH = 1;
export const BPF_MAP_TYPE_ARRAY = 2;
export const BPF_MAP_TYPE_PROG_ARRAY = 3;
export const BPF_MAP_TYPE_PERF_EVENT_ARRAY = 4;
export const BPF_MAP_TYPE_PERCPU_HASH = 5;
export const BPF_MAP_TYPE_PERCPU_ARRAY = 6;
export const BPF_MAP_TYPE_STACK_TRACE = 7;
export const BPF_MAP_TYPE_CGROUP_ARRAY = 8;
export const BPF_MAP_TYPE_LRU_HASH = 9;
export const BPF_MAP_TYPE_LRU_PERCPU_HASH = 10;
export const BPF_MAP_TYPE_LPM_TRIE = 11;
export const BPF_MAP_TYPE_ARRAY_OF_MAPS = 12;
export const BPF_MAP_TYPE_HASH_OF_MAPS = 13;
export const BPF_MAP_TYPE_DEVMAP = 14;
export const BPF_MAP_TYPE_SOCKMAP = 15;
export const BPF_MAP_TYPE_CPUMAP = 16;
export const BPF_MAP_TYPE_XSKMAP = 17;
export const BPF_MAP_TYPE_SOCKHASH = 18;
export const BPF_MAP_TYPE_CGROUP_STORAGE = 19;
export const BPF_MAP_TYPE_REUSEPORT_SOCKARRAY = 20;
export const BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE = 21;
export const BPF_MAP_TYPE_QUEUE = 22;
export const BPF_MAP_TYPE_STACK = 23;
export const BPF_MAP_TYPE_SK_STORAGE = 24;
export const BPF_MAP_TYPE_DEVMAP_HASH = 25;
export const BPF_MAP_TYPE_STRUCT_OPS = 26;
export const BPF_MAP_TYPE_RINGBUF = 27;
export const BPF_MAP_TYPE_INODE_STORAGE = 28;
export const BPF_MAP_TYPE_TASK_STORAGE = 29;
export const BPF_MAP_TYPE_BLOOM_FILTER = 30;
export const BPF_MAP_TYPE_USER_RINGBUF = 31;
export const BPF_PROG_TYPE_UNSPEC = 0;
export const BPF_PROG_TYPE_SOCKET_FILTER = 1;
export const BPF_PROG_TYPE_KPROBE = 2;
export const BPF_PROG_TYPE_SCHED_CLS = 3;
export const BPF_PROG_TYPE_SCHED_ACT = 4;
export const BPF_PROG_TYPE_TRACEPOINT = 5;
export const BPF_PROG_TYPE_XDP = 6;
export const BPF_PROG_TYPE_PERF_EVENT = 7;
export const BPF_PROG_TYPE_CGROUP_SKB = 8;
export const BPF_PROG_TYPE_CGROUP_SOCK = 9;
export const BPF_PROG_TYPE_LWT_IN = 10;
export const BPF_PROG_TYPE_LWT_OUT = 11;
export const BPF_PROG_TYPE_LWT_XMIT = 12;
export const BPF_PROG_TYPE_SOCK_OPS = 13;
export const BPF_PROG_TYPE_SK_SKB = 14;
export const BPF_PROG_TYPE_CGROUP_DEVICE = 15;
export const BPF_PROG_TYPE_SK_MSG = 16;
export const BPF_PROG_TYPE_RAW_TRACEPOINT = 17;
export const BPF_PROG_TYPE_CGROUP_SOCK_ADDR = 18;
export const BPF_PROG_TYPE_LWT_SEG6LOCAL = 19;
export const BPF_PROG_TYPE_LIRC_MODE2 = 20;
export const BPF_PROG_TYPE_SK_REUSEPORT = 21;
export const BPF_PROG_TYPE_FLOW_DISSECTOR = 22;
export const BPF_PROG_TYPE_CGROUP_SYSCTL = 23;
export const BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE = 24;
export const BPF_PROG_TYPE_CGROUP_SOCKOPT = 25;
export const BPF_PROG_TYPE_TRACING = 26;
export const BPF_PROG_TYPE_STRUCT_OPS = 27;
export const BPF_PROG_TYPE_EXT = 28;
export const BPF_PROG_TYPE_LSM = 29;
export const BPF_PROG_TYPE_SK_LOOKUP = 30;
export const BPF_PROG_TYPE_SYSCALL = 31;
export const BPF_CGROUP_INET_INGRESS = 0;
export const BPF_CGROUP_INET_EGRESS = 1;
export const BPF_CGROUP_INET_SOCK_CREATE = 2;
export const BPF_CGROUP_SOCK_OPS = 3;
export const BPF_SK_SKB_STREAM_PARSER = 4;
export const BPF_SK_SKB_STREAM_VERDICT = 5;
export const BPF_CGROUP_DEVICE = 6;
export const BPF_SK_MSG_VERDICT = 7;
export const BPF_CGROUP_INET4_BIND = 8;
export const BPF_CGROUP_INET6_BIND = 9;
export const BPF_CGROUP_INET4_CONNECT = 10;
export const BPF_CGROUP_INET6_CONNECT = 11;
export const BPF_CGROUP_INET4_POST_BIND = 12;
export const BPF_CGROUP_INET6_POST_BIND = 13;
export const BPF_CGROUP_UDP4_SENDMSG = 14;
export const BPF_CGROUP_UDP6_SENDMSG = 15;
export const BPF_LIRC_MODE2 = 16;
export const BPF_FLOW_DISSECTOR = 17;
export const BPF_CGROUP_SYSCTL = 18;
export const BPF_CGROUP_UDP4_RECVMSG = 19;
export const BPF_CGROUP_UDP6_RECVMSG = 20;
export const BPF_CGROUP_GETSOCKOPT = 21;
export const BPF_CGROUP_SETSOCKOPT = 22;
export const BPF_TRACE_RAW_TP = 23;
export const BPF_TRACE_FENTRY = 24;
export const BPF_TRACE_FEXIT = 25;
export const BPF_MODIFY_RETURN = 26;
export const BPF_LSM_MAC = 27;
export const BPF_TRACE_ITER = 28;
export const BPF_CGROUP_INET4_GETPEERNAME = 29;
export const BPF_CGROUP_INET6_GETPEERNAME = 30;
export const BPF_CGROUP_INET4_GETSOCKNAME = 31;
export const BPF_CGROUP_INET6_GETSOCKNAME = 32;
export const BPF_XDP_DEVMAP = 33;
export const BPF_CGROUP_INET_SOCK_RELEASE = 34;
export const BPF_XDP_CPUMAP = 35;
export const BPF_SK_LOOKUP = 36;
export const BPF_XDP = 37;
export const BPF_SK_SKB_VERDICT = 38;
export const BPF_SK_REUSEPORT_SELECT = 39;
export const BPF_SK_REUSEPORT_SELECT_OR_MIGRATE = 40;
export const BPF_PERF_EVENT = 41;
export const BPF_TRACE_KPROBE_MULTI = 42;
export const BPF_LSM_CGROUP = 43;
export const __MAX_BPF_ATTACH_TYPE = 44;
export const BPF_LINK_TYPE_UNSPEC = 0;
export const BPF_LINK_TYPE_RAW_TRACEPOINT = 1;
export const BPF_LINK_TYPE_TRACING = 2;
export const BPF_LINK_TYPE_CGROUP = 3;
export const BPF_LINK_TYPE_ITER = 4;
export const BPF_LINK_TYPE_NETNS = 5;
export const BPF_LINK_TYPE_XDP = 6;
export const BPF_LINK_TYPE_PERF_EVENT = 7;
export const BPF_LINK_TYPE_KPROBE_MULTI = 8;
export const BPF_LINK_TYPE_STRUCT_OPS = 9;
export const MAX_BPF_LINK_TYPE = 10;
export const BPF_ANY = 0;
export const BPF_NOEXIST = 1;
export const BPF_EXIST = 2;
export const BPF_F_LOCK = 4;
export const BPF_F_NO_PREALLOC = 1;
export const BPF_F_NO_COMMON_LRU = 2;
export const BPF_F_NUMA_NODE = 4;
export const BPF_F_RDONLY = 8;
export const BPF_F_WRONLY = 0x10;
export const BPF_F_STACK_BUILD_ID = 0x20;
export const BPF_F_ZERO_SEED = 0x40;
export const BPF_F_RDONLY_PROG = 0x80;
export const BPF_F_WRONLY_PROG = 0x100;
export const BPF_F_CLONE = 0x200;
export const BPF_F_MMAPABLE = 0x400;
export const BPF_F_PRESERVE_ELEMS = 0x800;
export const BPF_F_INNER_MAP = 0x1000;
export const BPF_STATS_RUN_TIME = 0;
export const BPF_STACK_BUILD_ID_EMPTY = 0;
export const BPF_STACK_BUILD_ID_VALID = 1;
export const BPF_STACK_BUILD_ID_IP = 2;
export const BPF_FUNC_unspec = 0;
export const BPF_FUNC_map_lookup_elem = 1;
export const BPF_FUNC_map_update_elem = 2;
export const BPF_FUNC_map_delete_elem = 3;
export const BPF_FUNC_probe_read = 4;
export const BPF_FUNC_ktime_get_ns = 5;
export const BPF_FUNC_trace_printk = 6;
export const BPF_FUNC_get_prandom_u32 = 7;
export const BPF_FUNC_get_smp_processor_id = 8;
export const BPF_FUNC_skb_store_bytes = 9;
export const BPF_FUNC_l3_csum_replace = 10;
export const BPF_FUNC_l4_csum_replace = 11;
export const BPF_FUNC_tail_call = 12;
export const BPF_FUNC_clone_redirect = 13;
export const BPF_FUNC_get_current_pid_tgid = 14;
export const BPF_FUNC_get_current_uid_gid = 15;
export const BPF_FUNC_get_current_comm = 16;
export const BPF_FUNC_get_cgroup_classid = 17;
export const BPF_FUNC_skb_vlan_push = 18;
export const BPF_FUNC_skb_vlan_pop = 19;
export const BPF_FUNC_skb_get_tunnel_key = 20;
export const BPF_FUNC_skb_set_tunnel_key = 21;
export const BPF_FUNC_perf_event_read = 22;
export const BPF_FUNC_redirect = 23;
export const BPF_FUNC_get_route_realm = 24;
export const BPF_FUNC_perf_event_output = 25;
export const BPF_FUNC_skb_load_bytes = 26;
export const BPF_FUNC_get_stackid = 27;
export const BPF_FUNC_csum_diff = 28;
export const BPF_FUNC_skb_get_tunnel_opt = 29;
export const BPF_FUNC_skb_set_tunnel_opt = 30;
export const BPF_FUNC_skb_change_proto = 31;
export const BPF_FUNC_skb_change_type = 32;
export const BPF_FUNC_skb_under_cgroup = 33;
export const BPF_FUNC_get_hash_recalc = 34;
export const BPF_FUNC_get_current_task = 35;
export const BPF_FUNC_probe_write_user = 36;
export const BPF_FUNC_current_task_under_cgroup = 37;
export const BPF_FUNC_skb_change_tail = 38;
export const BPF_FUNC_skb_pull_data = 39;
export const BPF_FUNC_csum_update = 40;
export const BPF_FUNC_set_hash_invalid = 41;
export const BPF_FUNC_get_numa_node_id = 42;
export const BPF_FUNC_skb_change_head = 43;
export const BPF_FUNC_xdp_adjust_head = 44;
export const BPF_FUNC_probe_read_str = 45;
export const BPF_FUNC_get_socket_cookie = 46;
export const BPF_FUNC_get_socket_uid = 47;
export const BPF_FUNC_set_hash = 48;
export const BPF_FUNC_setsockopt = 49;
export const BPF_FUNC_skb_adjust_room = 50;
export const BPF_FUNC_redirect_map = 51;
export const BPF_FUNC_sk_redirect_map = 52;
export const BPF_FUNC_sock_map_update = 53;
export const BPF_FUNC_xdp_adjust_meta = 54;
export const BPF_FUNC_perf_event_read_value = 55;
export const BPF_FUNC_perf_prog_read_value = 56;
export const BPF_FUNC_getsockopt = 57;
export const BPF_FUNC_override_return = 58;
export const BPF_FUNC_sock_ops_cb_flags_set = 59;
export const BPF_FUNC_msg_redirect_map = 60;
export const BPF_FUNC_msg_apply_bytes = 61;
export const BPF_FUNC_msg_cork_bytes = 62;
export const BPF_FUNC_msg_pull_data = 63;
export const BPF_FUNC_bind = 64;
export const BPF_FUNC_xdp_adjust_tail = 65;
export const BPF_FUNC_skb_get_xfrm_state = 66;
export const BPF_FUNC_get_stack = 67;
export const BPF_FUNC_skb_load_bytes_relative = 68;
export const BPF_FUNC_fib_lookup = 69;
export const BPF_FUNC_sock_hash_update = 70;
export const BPF_FUNC_msg_redirect_hash = 71;
export const BPF_FUNC_sk_redirect_hash = 72;
export const BPF_FUNC_lwt_push_encap = 73;
export const BPF_FUNC_lwt_seg6_store_bytes = 74;
export const BPF_FUNC_lwt_seg6_adjust_srh = 75;
export const BPF_FUNC_lwt_seg6_action = 76;
export const BPF_FUNC_rc_repeat = 77;
export const BPF_FUNC_rc_keydown = 78;
export const BPF_FUNC_skb_cgroup_id = 79;
export const BPF_FUNC_get_current_cgroup_id = 80;
export const BPF_FUNC_get_local_storage = 81;
export const BPF_FUNC_sk_select_reuseport = 82;
export const BPF_FUNC_skb_ancestor_cgroup_id = 83;
export const BPF_FUNC_sk_lookup_tcp = 84;
export const BPF_FUNC_sk_lookup_udp = 85;
export const BPF_FUNC_sk_release = 86;
export const BPF_FUNC_map_push_elem = 87;
export const BPF_FUNC_map_pop_elem = 88;
export const BPF_FUNC_map_peek_elem = 89;
export const BPF_FUNC_msg_push_data = 90;
export const BPF_FUNC_msg_pop_data = 91;
export const BPF_FUNC_rc_pointer_rel = 92;
export const BPF_FUNC_spin_lock = 93;
export const BPF_FUNC_spin_unlock = 94;
export const BPF_FUNC_sk_fullsock = 95;
export const BPF_FUNC_tcp_sock = 96;
export const BPF_FUNC_skb_ecn_set_ce = 97;
export const BPF_FUNC_get_listener_sock = 98;
export const BPF_FUNC_skc_lookup_tcp = 99;
export const BPF_FUNC_tcp_check_syncookie = 100;
export const BPF_FUNC_sysctl_get_name = 101;
export const BPF_FUNC_sysctl_get_current_value = 102;
export const BPF_FUNC_sysctl_get_new_value = 103;
export const BPF_FUNC_sysctl_set_new_value = 104;
export const BPF_FUNC_strtol = 105;
export const BPF_FUNC_strtoul = 106;
export const BPF_FUNC_sk_storage_get = 107;
export const BPF_FUNC_sk_storage_delete = 108;
export const BPF_FUNC_send_signal = 109;
export const BPF_FUNC_tcp_gen_syncookie = 110;
export const BPF_FUNC_skb_output = 111;
export const BPF_FUNC_probe_read_user = 112;
export const BPF_FUNC_probe_read_kernel = 113;
export const BPF_FUNC_probe_read_user_str = 114;
export const BPF_FUNC_probe_read_kernel_str = 115;
export const BPF_FUNC_tcp_send_ack = 116;
export const BPF_FUNC_send_signal_thread = 117;
export const BPF_FUNC_jiffies64 = 118;
export const BPF_FUNC_read_branch_records = 119;
export const BPF_FUNC_get_ns_current_pid_tgid = 120;
export const BPF_FUNC_xdp_output = 121;
export const BPF_FUNC_get_netns_cookie = 122;
export const BPF_FUNC_get_current_ancestor_cgroup_id = 123;
export const BPF_FUNC_sk_assign = 124;
export const BPF_FUNC_ktime_get_boot_ns = 125;
export const BPF_FUNC_seq_printf = 126;
export const BPF_FUNC_seq_write = 127;
export const BPF_FUNC_sk_cgroup_id = 128;
export const BPF_FUNC_sk_ancestor_cgroup_id = 129;
export const BPF_FUNC_ringbuf_output = 130;
export const BPF_FUNC_ringbuf_reserve = 131;
export const BPF_FUNC_ringbuf_submit = 132;
export const BPF_FUNC_ringbuf_discard = 133;
export const BPF_FUNC_ringbuf_query = 134;
export const BPF_FUNC_csum_level = 135;
export const BPF_FUNC_skc_to_tcp6_sock = 136;
export const BPF_FUNC_skc_to_tcp_sock = 137;
export const BPF_FUNC_skc_to_tcp_timewait_sock = 138;
export const BPF_FUNC_skc_to_tcp_request_sock = 139;
export const BPF_FUNC_skc_to_udp6_sock = 140;
export const BPF_FUNC_get_task_stack = 141;
export const BPF_FUNC_load_hdr_opt = 142;
export const BPF_FUNC_store_hdr_opt = 143;
export const BPF_FUNC_reserve_hdr_opt = 144;
export const BPF_FUNC_inode_storage_get = 145;
export const BPF_FUNC_inode_storage_delete = 146;
export const BPF_FUNC_d_path = 147;
export const BPF_FUNC_copy_from_user = 148;
export const BPF_FUNC_snprintf_btf = 149;
export const BPF_FUNC_seq_printf_btf = 150;
export const BPF_FUNC_skb_cgroup_classid = 151;
export const BPF_FUNC_redirect_neigh = 152;
export const BPF_FUNC_per_cpu_ptr = 153;
export const BPF_FUNC_this_cpu_ptr = 154;
export const BPF_FUNC_redirect_peer = 155;
export const BPF_FUNC_task_storage_get = 156;
export const BPF_FUNC_task_storage_delete = 157;
export const BPF_FUNC_get_current_task_btf = 158;
export const BPF_FUNC_bprm_opts_set = 159;
export const BPF_FUNC_ktime_get_coarse_ns = 160;
export const BPF_FUNC_ima_inode_hash = 161;
export const BPF_FUNC_sock_from_file = 162;
export const BPF_FUNC_check_mtu = 163;
export const BPF_FUNC_for_each_map_elem = 164;
export const BPF_FUNC_snprintf = 165;
export const BPF_FUNC_sys_bpf = 166;
export const BPF_FUNC_btf_find_by_name_kind = 167;
export const BPF_FUNC_sys_close = 168;
export const BPF_FUNC_timer_init = 169;
export const BPF_FUNC_timer_set_callback = 170;
export const BPF_FUNC_timer_start = 171;
export const BPF_FUNC_timer_cancel = 172;
export const BPF_FUNC_get_func_ip = 173;
export const BPF_FUNC_get_attach_cookie = 174;
export const BPF_FUNC_task_pt_regs = 175;
export const BPF_FUNC_get_branch_snapshot = 176;
export const BPF_FUNC_trace_vprintk = 177;
export const BPF_FUNC_skc_to_unix_sock = 178;
export const BPF_FUNC_kallsyms_lookup_name = 179;
export const BPF_FUNC_find_vma = 180;
export const BPF_FUNC_loop = 181;
export const BPF_FUNC_strncmp = 182;
export const BPF_FUNC_get_func_arg = 183;
export const BPF_FUNC_get_func_ret = 184;
export const BPF_FUNC_get_func_arg_cnt = 185;
export const BPF_FUNC_get_retval = 186;
export const BPF_FUNC_set_retval = 187;
export const BPF_FUNC_xdp_get_buff_len = 188;
export const BPF_FUNC_xdp_load_bytes = 189;
export const BPF_FUNC_xdp_store_bytes = 190;
export const BPF_FUNC_copy_from_user_task = 191;
export const BPF_FUNC_skb_set_tstamp = 192;
export const BPF_FUNC_ima_file_hash = 193;
export const BPF_FUNC_kptr_xchg = 194;
export const BPF_FUNC_map_lookup_percpu_elem = 195;
export const BPF_FUNC_skc_to_mptcp_sock = 196;
export const BPF_FUNC_dynptr_from_mem = 197;
export const BPF_FUNC_ringbuf_reserve_dynptr = 198;
export const BPF_FUNC_ringbuf_submit_dynptr = 199;
export const BPF_FUNC_ringbuf_discard_dynptr = 200;
export const BPF_FUNC_dynptr_read = 201;
export const BPF_FUNC_dynptr_write = 202;
export const BPF_FUNC_dynptr_data = 203;
export const BPF_FUNC_tcp_raw_gen_syncookie_ipv4 = 204;
export const BPF_FUNC_tcp_raw_gen_syncookie_ipv6 = 205;
export const BPF_FUNC_tcp_raw_check_syncookie_ipv4 = 206;
export const BPF_FUNC_tcp_raw_check_syncookie_ipv6 = 207;
export const BPF_FUNC_ktime_get_tai_ns = 208;
export const BPF_FUNC_user_ringbuf_drain = 209;
export const __BPF_FUNC_MAX_ID = 210;
export const BPF_F_RECOMPUTE_CSUM = 1;
export const BPF_F_INVALIDATE_HASH = 2;
export const BPF_F_HDR_FIELD_MASK = 0xf;
export const BPF_F_PSEUDO_HDR = 0x10;
export const BPF_F_MARK_MANGLED_0 = 0x20;
export const BPF_F_MARK_ENFORCE = 0x40;
export const BPF_F_INGRESS = 1;
export const BPF_F_TUNINFO_IPV6 = 1;
export const BPF_F_SKIP_FIELD_MASK = 0xff;
export const BPF_F_USER_STACK = 0x100;
export const BPF_F_FAST_STACK_CMP = 0x200;
export const BPF_F_REUSE_STACKID = 0x400;
export const BPF_F_USER_BUILD_ID = 0x800;
export const BPF_F_ZERO_CSUM_TX = 2;
export const BPF_F_DONT_FRAGMENT = 4;
export const BPF_F_SEQ_NUMBER = 8;
export const BPF_F_TUNINFO_FLAGS = 0x10;
export const BPF_F_INDEX_MASK = 0xffffffff;
export const BPF_F_CURRENT_CPU = BPF_F_INDEX_MASK;
export const BPF_F_CTXLEN_MASK = 0xfffff00000000;
export const BPF_F_CURRENT_NETNS = -1;
export const BPF_CSUM_LEVEL_QUERY = 0;
export const BPF_CSUM_LEVEL_INC = 1;
export const BPF_CSUM_LEVEL_DEC = 2;
export const BPF_CSUM_LEVEL_RESET = 3;
export const BPF_F_ADJ_ROOM_FIXED_GSO = 1;
export const BPF_F_ADJ_ROOM_ENCAP_L3_IPV4 = 2;
export const BPF_F_ADJ_ROOM_ENCAP_L3_IPV6 = 4;
export const BPF_F_ADJ_ROOM_ENCAP_L4_GRE = 8;
export const BPF_F_ADJ_ROOM_ENCAP_L4_UDP = 0x10;
export const BPF_F_ADJ_ROOM_NO_CSUM_RESET = 0x20;
export const BPF_F_ADJ_ROOM_ENCAP_L2_ETH = 0x40;
export const BPF_ADJ_ROOM_ENCAP_L2_MASK = 0xff;
export const BPF_ADJ_ROOM_ENCAP_L2_SHIFT = 56;
export const BPF_F_SYSCTL_BASE_NAME = 1;
export const BPF_LOCAL_STORAGE_GET_F_CREATE = 1;
export const BPF_SK_STORAGE_GET_F_CREATE = BPF_LOCAL_STORAGE_GET_F_CREATE;
export const BPF_F_GET_BRANCH_RECORDS_SIZE = 1;
export const BPF_RB_NO_WAKEUP = 1;
export const BPF_RB_FORCE_WAKEUP = 2;
export const BPF_RB_AVAIL_DATA = 0;
export const BPF_RB_RING_SIZE = 1;
export const BPF_RB_CONS_POS = 2;
export const BPF_RB_PROD_POS = 3;
export const BPF_RINGBUF_BUSY_BIT = 0x80000000;
export const BPF_RINGBUF_DISCARD_BIT = 0x40000000;
export const BPF_RINGBUF_HDR_SZ = 8;
export const BPF_SK_LOOKUP_F_REPLACE = 1;
export const BPF_SK_LOOKUP_F_NO_REUSEPORT = 2;
export const BPF_ADJ_ROOM_NET = 0;
export const BPF_ADJ_ROOM_MAC = 1;
export const BPF_HDR_START_MAC = 0;
export const BPF_HDR_START_NET = 1;
export const BPF_LWT_ENCAP_SEG6 = 0;
export const BPF_LWT_ENCAP_SEG6_INLINE = 1;
export const BPF_LWT_ENCAP_IP = 2;
export const BPF_F_BPRM_SECUREEXEC = 1;
export const BPF_F_BROADCAST = 8;
export const BPF_F_EXCLUDE_INGRESS = 0x10;
export const BPF_SKB_TSTAMP_UNSPEC = 0;
export const BPF_SKB_TSTAMP_DELIVERY_MONO = 1;
export const BPF_OK = 0;
export const BPF_DROP = 2;
export const BPF_REDIRECT = 7;
export const BPF_LWT_REROUTE = 128;
export const BPF_FLOW_DISSECTOR_CONTINUE = 129;
export const XDP_ABORTED = 0;
export const XDP_DROP = 1;
export const XDP_PASS = 2;
export const XDP_TX = 3;
export const XDP_REDIRECT = 4;
export const SK_DROP = 0;
export const SK_PASS = 1;
export const BPF_SOCK_OPS_RTO_CB_FLAG = 1;
export const BPF_SOCK_OPS_RETRANS_CB_FLAG = 2;
export const BPF_SOCK_OPS_STATE_CB_FLAG = 4;
export const BPF_SOCK_OPS_RTT_CB_FLAG = 8;
export const BPF_SOCK_OPS_PARSE_ALL_HDR_OPT_CB_FLAG = 0x10;
export const BPF_SOCK_OPS_PARSE_UNKNOWN_HDR_OPT_CB_FLAG = 0x20;
export const BPF_SOCK_OPS_WRITE_HDR_OPT_CB_FLAG = 0x40;
export const BPF_SOCK_OPS_ALL_CB_FLAGS = 0x7f;
export const BPF_SOCK_OPS_VOID = 0;
export const BPF_SOCK_OPS_TIMEOUT_INIT = 1;
export const BPF_SOCK_OPS_RWND_INIT = 2;
export const BPF_SOCK_OPS_TCP_CONNECT_CB = 3;
export const BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB = 4;
export const BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB = 5;
export const BPF_SOCK_OPS_NEEDS_ECN = 6;
export const BPF_SOCK_OPS_BASE_RTT = 7;
export const BPF_SOCK_OPS_RTO_CB = 8;
export const BPF_SOCK_OPS_RETRANS_CB = 9;
export const BPF_SOCK_OPS_STATE_CB = 10;
export const BPF_SOCK_OPS_TCP_LISTEN_CB = 11;
export const BPF_SOCK_OPS_RTT_CB = 12;
export const BPF_SOCK_OPS_PARSE_HDR_OPT_CB = 13;
export const BPF_SOCK_OPS_HDR_OPT_LEN_CB = 14;
export const BPF_SOCK_OPS_WRITE_HDR_OPT_CB = 15;
export const BPF_TCP_ESTABLISHED = 1;
export const BPF_TCP_SYN_SENT = 2;
export const BPF_TCP_SYN_RECV = 3;
export const BPF_TCP_FIN_WAIT1 = 4;
export const BPF_TCP_FIN_WAIT2 = 5;
export const BPF_TCP_TIME_WAIT = 6;
export const BPF_TCP_CLOSE = 7;
export const BPF_TCP_CLOSE_WAIT = 8;
export const BPF_TCP_LAST_ACK = 9;
export const BPF_TCP_LISTEN = 10;
export const BPF_TCP_CLOSING = 11;
export const BPF_TCP_NEW_SYN_RECV = 12;
export const BPF_TCP_MAX_STATES = 13;
export const TCP_BPF_IW = 1001;
export const TCP_BPF_SNDCWND_CLAMP = 1002;
export const TCP_BPF_DELACK_MAX = 1003;
export const TCP_BPF_RTO_MIN = 1004;
export const TCP_BPF_SYN = 1005;
export const TCP_BPF_SYN_IP = 1006;
export const TCP_BPF_SYN_MAC = 1007;
export const BPF_LOAD_HDR_OPT_TCP_SYN = 1;
export const BPF_WRITE_HDR_TCP_CURRENT_MSS = 1;
export const BPF_WRITE_HDR_TCP_SYNACK_COOKIE = 2;
export const BPF_DEVCG_ACC_MKNOD = 1;
export const BPF_DEVCG_ACC_READ = 2;
export const BPF_DEVCG_ACC_WRITE = 4;
export const BPF_DEVCG_DEV_BLOCK = 1;
export const BPF_DEVCG_DEV_CHAR = 2;
export const BPF_FIB_LOOKUP_DIRECT = 1;
export const BPF_FIB_LOOKUP_OUTPUT = 2;
export const BPF_FIB_LKUP_RET_SUCCESS = 0;
export const BPF_FIB_LKUP_RET_BLACKHOLE = 1;
export const BPF_FIB_LKUP_RET_UNREACHABLE = 2;
export const BPF_FIB_LKUP_RET_PROHIBIT = 3;
export const BPF_FIB_LKUP_RET_NOT_FWDED = 4;
export const BPF_FIB_LKUP_RET_FWD_DISABLED = 5;
export const BPF_FIB_LKUP_RET_UNSUPP_LWT = 6;
export const BPF_FIB_LKUP_RET_NO_NEIGH = 7;
export const BPF_FIB_LKUP_RET_FRAG_NEEDED = 8;
export const BPF_MTU_CHK_SEGS = 1;
export const BPF_MTU_CHK_RET_SUCCESS = 0;
export const BPF_MTU_CHK_RET_FRAG_NEEDED = 1;
export const BPF_MTU_CHK_RET_SEGS_TOOBIG = 2;
export const BPF_FD_TYPE_RAW_TRACEPOINT = 0;
export const BPF_FD_TYPE_TRACEPOINT = 1;
export const BPF_FD_TYPE_KPROBE = 2;
export const BPF_FD_TYPE_KRETPROBE = 3;
export const BPF_FD_TYPE_UPROBE = 4;
export const BPF_FD_TYPE_URETPROBE = 5;
export const BPF_FLOW_DISSECTOR_F_PARSE_1ST_FRAG = 1;
export const BPF_FLOW_DISSECTOR_F_STOP_AT_FLOW_LABEL = 2;
export const BPF_FLOW_DISSECTOR_F_STOP_AT_ENCAP = 4;
export const BTF_F_COMPACT = 1;
export const BTF_F_NONAME = 2;
export const BTF_F_PTR_RAW = 4;
export const BTF_F_ZERO = 8;
export const BPF_CORE_FIELD_BYTE_OFFSET = 0;
export const BPF_CORE_FIELD_BYTE_SIZE = 1;
export const BPF_CORE_FIELD_EXISTS = 2;
export const BPF_CORE_FIELD_SIGNED = 3;
export const BPF_CORE_FIELD_LSHIFT_U64 = 4;
export const BPF_CORE_FIELD_RSHIFT_U64 = 5;
export const BPF_CORE_TYPE_ID_LOCAL = 6;
export const BPF_CORE_TYPE_ID_TARGET = 7;
export const BPF_CORE_TYPE_EXISTS = 8;
export const BPF_CORE_TYPE_SIZE = 9;
export const BPF_CORE_ENUMVAL_EXISTS = 10;
export const BPF_CORE_ENUMVAL_VALUE = 11;
export const BPF_CORE_TYPE_MATCHES = 12;

export const bpf_insn = struct("bpf_insn", {
  code: u8,
  dst_reg: at(1, bits(1, 4, 4)),
  src_reg: at(1, bits(1, 0, 4)),
  off: s16,
  imm: s32,
});

export const bpf_lpm_trie_key = struct("bpf_lpm_trie_key", {
  prefixlen: u32,
  data: bytes(0),
});

export const bpf_cgroup_storage_key = struct("bpf_cgroup_storage_key", {
  cgroup_inode_id: u64,
  attach_type: u32,
});

export const bpf_iter_link_info = struct("bpf_iter_link_info", {
  map: struct("", { map_fd: u32 }),
  cgroup: at(0, struct("", { order: u32, cgroup_fd: u32, cgroup_id: u64 })),
  task: at(0, struct("", { tid: u32, pid: u32, pid_fd: u32 })),
});

export const bpf_stack_build_id = struct("bpf_stack_build_id", {
  status: s32,
  build_id: bytes(20),
  offset: u64,
  ip: at(24, u64),
});

export const bpf_attr = struct("bpf_attr", {
  map_type: u32,
  key_size: u32,
  value_size: u32,
  max_entries: u32,
  map_flags: u32,
  inner_map_fd: u32,
  numa_node: u32,
  map_name: chars(16),
  map_ifindex: u32,
  btf_fd: u32,
  btf_key_type_id: u32,
  btf_value_type_id: u32,
  btf_vmlinux_value_type_id: u32,
  map_extra: u64,
  map_fd: at(0, u32),
  key: at(8, u64),
  value: at(16, u64),
  next_key: at(16, u64),
  flags: at(24, u64),
  batch: at(
    0,
    struct("", {
      in_batch: u64,
      out_batch: u64,
      keys: u64,
      values: u64,
      count: u32,
      map_fd: u32,
      elem_flags: u64,
      flags: u64,
    }),
  ),
  prog_type: at(0, u32),
  insn_cnt: at(4, u32),
  insns: at(8, u64),
  license: at(16, u64),
  log_level: at(24, u32),
  log_size: at(28, u32),
  log_buf: at(32, u64),
  kern_version: at(40, u32),
  prog_flags: at(44, u32),
  prog_name: at(48, chars(16)),
  prog_ifindex: at(64, u32),
  expected_attach_type: at(68, u32),
  prog_btf_fd: u32,
  func_info_rec_size: u32,
  func_info: u64,
  func_info_cnt: u32,
  line_info_rec_size: u32,
  line_info: u64,
  line_info_cnt: u32,
  attach_btf_id: u32,
  attach_prog_fd: u32,
  attach_btf_obj_fd: at(112, u32),
  core_relo_cnt: u32,
  fd_array: u64,
  core_relos: u64,
  core_relo_rec_size: u32,
  pathname: at(0, u64),
  bpf_fd: at(8, u32),
  file_flags: at(12, u32),
  target_fd: at(0, u32),
  attach_bpf_fd: at(4, u32),
  attach_type: at(8, u32),
  attach_flags: at(12, u32),
  replace_bpf_fd: at(16, u32),
  test: at(
    0,
    struct("", {
      prog_fd: u32,
      retval: u32,
      data_size_in: u32,
      data_size_out: u32,
      data_in: u64,
      data_out: u64,
      repeat: u32,
      duration: u32,
      ctx_size_in: u32,
      ctx_size_out: u32,
      ctx_in: u64,
      ctx_out: u64,
      flags: u32,
      cpu: u32,
      batch_size: u32,
    }),
  ),
  start_id: at(0, u32),
  prog_id: at(0, u32),
  map_id: at(0, u32),
  btf_id: at(0, u32),
  link_id: at(0, u32),
  next_id: at(4, u32),
  open_flags: at(8, u32),
  info: at(0, struct("", { bpf_fd: u32, info_len: u32, info: u64 })),
  query: at(
    0,
    struct("", {
      target_fd: u32,
      attach_type: u32,
      query_flags: u32,
      attach_flags: u32,
      prog_ids: u64,
      prog_cnt: u32,
      prog_attach_flags: u64,
    }),
  ),
  raw_tracepoint: at(0, struct("", { name: u64, prog_fd: u32 })),
  btf: at(0, u64),
  btf_log_buf: at(8, u64),
  btf_size: at(16, u32),
  btf_log_size: at(20, u32),
  btf_log_level: at(24, u32),
  task_fd_query: at(
    0,
    struct("", {
      pid: u32,
      fd: u32,
      flags: u32,
      buf_len: u32,
      buf: u64,
      prog_id: u32,
      fd_type: u32,
      probe_offset: u64,
      probe_addr: u64,
    }),
  ),
  link_create: at(
    0,
    struct("", {
      prog_fd: u32,
      target_fd: u32,
      target_ifindex: at(4, u32),
      attach_type: u32,
      flags: u32,
      target_btf_id: u32,
      iter_info: at(16, u64),
      iter_info_len: u32,
      perf_event: at(16, struct("", { bpf_cookie: u64 })),
      kprobe_multi: at(16, struct("", { flags: u32, cnt: u32, syms: u64, addrs: u64, cookies: u64 })),
      tracing: at(16, struct("", { target_btf_id: u32, cookie: u64 })),
    }),
  ),
  link_update: at(0, struct("", { link_fd: u32, new_prog_fd: u32, flags: u32, old_prog_fd: u32 })),
  link_detach: at(0, struct("", { link_fd: u32 })),
  enable_stats: at(0, struct("", { type: u32 })),
  iter_create: at(0, struct("", { link_fd: u32, flags: u32 })),
  prog_bind_map: at(0, struct("", { prog_fd: u32, map_fd: u32, flags: u32 })),
});

export const bpf_flow_keys = struct("bpf_flow_keys", {
  nhoff: u16,
  thoff: u16,
  addr_proto: u16,
  is_frag: u8,
  is_first_frag: u8,
  is_encap: u8,
  ip_proto: u8,
  n_proto: u16,
  sport: u16,
  dport: u16,
  ipv4_src: u32,
  ipv4_dst: u32,
  ipv6_src: at(16, array(u32, 4)),
  ipv6_dst: array(u32, 4),
  flags: u32,
  flow_label: u32,
});

export const bpf_sock = struct("bpf_sock", {
  bound_dev_if: u32,
  family: u32,
  type: u32,
  protocol: u32,
  mark: u32,
  priority: u32,
  src_ip4: u32,
  src_ip6: array(u32, 4),
  src_port: u32,
  dst_port: u16,
  dst_ip4: u32,
  dst_ip6: array(u32, 4),
  state: u32,
  rx_queue_mapping: s32,
});

export const __sk_buff = struct("__sk_buff", {
  len: u32,
  pkt_type: u32,
  mark: u32,
  queue_mapping: u32,
  protocol: u32,
  vlan_present: u32,
  vlan_tci: u32,
  vlan_proto: u32,
  priority: u32,
  ingress_ifindex: u32,
  ifindex: u32,
  tc_index: u32,
  cb: array(u32, 5),
  hash: u32,
  tc_classid: u32,
  data: u32,
  data_end: u32,
  napi_id: u32,
  family: u32,
  remote_ip4: u32,
  local_ip4: u32,
  remote_ip6: array(u32, 4),
  local_ip6: array(u32, 4),
  remote_port: u32,
  local_port: u32,
  data_meta: u32,
  flow_keys: ptr,
  tstamp: u64,
  wire_len: u32,
  gso_segs: u32,
  sk: ptr,
  gso_size: at(176, u32),
  tstamp_type: u8,
  hwtstamp: u64,
});

export const bpf_tunnel_key = struct("bpf_tunnel_key", {
  tunnel_id: u32,
  remote_ipv4: u32,
  remote_ipv6: at(4, array(u32, 4)),
  tunnel_tos: u8,
  tunnel_ttl: u8,
  tunnel_ext: u16,
  tunnel_flags: at(22, u16),
  tunnel_label: u32,
  local_ipv4: u32,
  local_ipv6: at(28, array(u32, 4)),
});

export const bpf_xfrm_state = struct("bpf_xfrm_state", {
  reqid: u32,
  spi: u32,
  family: u16,
  ext: u16,
  remote_ipv4: u32,
  remote_ipv6: at(12, array(u32, 4)),
});

export const bpf_tcp_sock = struct("bpf_tcp_sock", {
  snd_cwnd: u32,
  srtt_us: u32,
  rtt_min: u32,
  snd_ssthresh: u32,
  rcv_nxt: u32,
  snd_nxt: u32,
  snd_una: u32,
  mss_cache: u32,
  ecn_flags: u32,
  rate_delivered: u32,
  rate_interval_us: u32,
  packets_out: u32,
  retrans_out: u32,
  total_retrans: u32,
  segs_in: u32,
  data_segs_in: u32,
  segs_out: u32,
  data_segs_out: u32,
  lost_out: u32,
  sacked_out: u32,
  bytes_received: u64,
  bytes_acked: u64,
  dsack_dups: u32,
  delivered: u32,
  delivered_ce: u32,
  icsk_retransmits: u32,
});

export const bpf_sock_tuple = struct("bpf_sock_tuple", {
  ipv4: struct("", { saddr: u32, daddr: u32, sport: u16, dport: u16 }),
  ipv6: at(0, struct("", { saddr: array(u32, 4), daddr: array(u32, 4), sport: u16, dport: u16 })),
});

export const bpf_xdp_sock = struct("bpf_xdp_sock", {
  queue_id: u32,
});

export const xdp_md = struct("xdp_md", {
  data: u32,
  data_end: u32,
  data_meta: u32,
  ingress_ifindex: u32,
  rx_queue_index: u32,
  egress_ifindex: u32,
});

export const bpf_devmap_val = struct("bpf_devmap_val", {
  ifindex: u32,
  bpf_prog: struct("", { fd: s32, id: at(0, u32) }),
});

export const bpf_cpumap_val = struct("bpf_cpumap_val", {
  qsize: u32,
  bpf_prog: struct("", { fd: s32, id: at(0, u32) }),
});

export const sk_msg_md = struct(
  "sk_msg_md",
  {
    data: ptr,
    data_end: at(8, ptr),
    family: at(16, u32),
    remote_ip4: u32,
    local_ip4: u32,
    remote_ip6: array(u32, 4),
    local_ip6: array(u32, 4),
    remote_port: u32,
    local_port: u32,
    size: u32,
    sk: ptr,
  },
  { align: 8 },
);

export const sk_reuseport_md = struct(
  "sk_reuseport_md",
  {
    data: ptr,
    data_end: at(8, ptr),
    len: at(16, u32),
    eth_protocol: u32,
    ip_protocol: u32,
    bind_inany: u32,
    hash: u32,
    sk: at(40, ptr),
    migrating_sk: at(48, ptr),
  },
  { align: 8 },
);

export const bpf_prog_info = struct("bpf_prog_info", {
  type: u32,
  id: u32,
  tag: bytes(8),
  jited_prog_len: u32,
  xlated_prog_len: u32,
  jited_prog_insns: u64,
  xlated_prog_insns: u64,
  load_time: u64,
  created_by_uid: u32,
  nr_map_ids: u32,
  map_ids: u64,
  name: chars(16),
  ifindex: u32,
  gpl_compatible: at(84, bits(4, 31, 1)),
  netns_dev: u64,
  netns_ino: u64,
  nr_jited_ksyms: u32,
  nr_jited_func_lens: u32,
  jited_ksyms: u64,
  jited_func_lens: u64,
  btf_id: u32,
  func_info_rec_size: u32,
  func_info: u64,
  nr_func_info: u32,
  nr_line_info: u32,
  line_info: u64,
  jited_line_info: u64,
  nr_jited_line_info: u32,
  line_info_rec_size: u32,
  jited_line_info_rec_size: u32,
  nr_prog_tags: u32,
  prog_tags: u64,
  run_time_ns: u64,
  run_cnt: u64,
  recursion_misses: u64,
  verified_insns: u32,
  attach_btf_obj_id: u32,
  attach_btf_id: u32,
});

export const bpf_map_info = struct("bpf_map_info", {
  type: u32,
  id: u32,
  key_size: u32,
  value_size: u32,
  max_entries: u32,
  map_flags: u32,
  name: chars(16),
  ifindex: u32,
  btf_vmlinux_value_type_id: u32,
  netns_dev: u64,
  netns_ino: u64,
  btf_id: u32,
  btf_key_type_id: u32,
  btf_value_type_id: u32,
  map_extra: u64,
});

export const bpf_btf_info = struct("bpf_btf_info", {
  btf: u64,
  btf_size: u32,
  id: u32,
  name: u64,
  name_len: u32,
  kernel_btf: u32,
});

export const bpf_link_info = struct("bpf_link_info", {
  type: u32,
  id: u32,
  prog_id: u32,
  raw_tracepoint: struct("", { tp_name: u64, tp_name_len: u32 }),
  tracing: at(16, struct("", { attach_type: u32, target_obj_id: u32, target_btf_id: u32 })),
  cgroup: at(16, struct("", { cgroup_id: u64, attach_type: u32 })),
  iter: at(
    16,
    struct("", {
      target_name: u64,
      target_name_len: u32,
      map: struct("", { map_id: u32 }),
      cgroup: struct("", { cgroup_id: u64, order: u32 }),
      task: at(16, struct("", { tid: u32, pid: u32 })),
    }),
  ),
  netns: at(16, struct("", { netns_ino: u32, attach_type: u32 })),
  xdp: at(16, struct("", { ifindex: u32 })),
});

export const bpf_sock_addr = struct(
  "bpf_sock_addr",
  {
    user_family: u32,
    user_ip4: u32,
    user_ip6: array(u32, 4),
    user_port: u32,
    family: u32,
    type: u32,
    protocol: u32,
    msg_src_ip4: u32,
    msg_src_ip6: array(u32, 4),
    sk: at(64, ptr),
  },
  { align: 8 },
);

export const bpf_sock_ops = struct("bpf_sock_ops", {
  op: u32,
  args: array(u32, 4),
  reply: at(4, u32),
  replylong: at(4, array(u32, 4)),
  family: u32,
  remote_ip4: u32,
  local_ip4: u32,
  remote_ip6: array(u32, 4),
  local_ip6: array(u32, 4),
  remote_port: u32,
  local_port: u32,
  is_fullsock: u32,
  snd_cwnd: u32,
  srtt_us: u32,
  bpf_sock_ops_cb_flags: u32,
  state: u32,
  rtt_min: u32,
  snd_ssthresh: u32,
  rcv_nxt: u32,
  snd_nxt: u32,
  snd_una: u32,
  mss_cache: u32,
  ecn_flags: u32,
  rate_delivered: u32,
  rate_interval_us: u32,
  packets_out: u32,
  retrans_out: u32,
  total_retrans: u32,
  segs_in: u32,
  data_segs_in: u32,
  segs_out: u32,
  data_segs_out: u32,
  lost_out: u32,
  sacked_out: u32,
  sk_txhash: u32,
  bytes_received: u64,
  bytes_acked: u64,
  sk: ptr,
  skb_data: at(192, ptr),
  skb_data_end: at(200, ptr),
  skb_len: at(208, u32),
  skb_tcp_flags: u32,
});

export const bpf_perf_event_value = struct("bpf_perf_event_value", {
  counter: u64,
  enabled: u64,
  running: u64,
});

export const bpf_cgroup_dev_ctx = struct("bpf_cgroup_dev_ctx", {
  access_type: u32,
  major: u32,
  minor: u32,
});

export const bpf_raw_tracepoint_args = struct("bpf_raw_tracepoint_args", {
  args: array(u64, 0),
});

export const bpf_fib_lookup = struct("bpf_fib_lookup", {
  family: u8,
  l4_protocol: u8,
  sport: u16,
  dport: u16,
  tot_len: u16,
  mtu_result: at(6, u16),
  ifindex: u32,
  tos: u8,
  flowinfo: at(12, u32),
  rt_metric: at(12, u32),
  ipv4_src: u32,
  ipv6_src: at(16, array(u32, 4)),
  ipv4_dst: u32,
  ipv6_dst: at(32, array(u32, 4)),
  h_vlan_proto: u16,
  h_vlan_TCI: u16,
  smac: bytes(6),
  dmac: bytes(6),
});

export const bpf_redir_neigh = struct("bpf_redir_neigh", {
  nh_family: u32,
  ipv4_nh: u32,
  ipv6_nh: at(4, array(u32, 4)),
});

export const bpf_func_info = struct("bpf_func_info", {
  insn_off: u32,
  type_id: u32,
});

export const bpf_line_info = struct("bpf_line_info", {
  insn_off: u32,
  file_name_off: u32,
  line_off: u32,
  line_col: u32,
});

export const bpf_spin_lock = struct("bpf_spin_lock", {
  val: u32,
});

export const bpf_timer = struct("bpf_timer", {}, { align: 8, size: 16 });

export const bpf_dynptr = struct("bpf_dynptr", {}, { align: 8, size: 16 });

export const bpf_sysctl = struct("bpf_sysctl", {
  write: u32,
  file_pos: u32,
});

export const bpf_sockopt = struct(
  "bpf_sockopt",
  {
    sk: ptr,
    optval: at(8, ptr),
    optval_end: at(16, ptr),
    level: at(24, s32),
    optname: s32,
    optlen: s32,
    retval: s32,
  },
  { align: 8 },
);

export const bpf_pidns_info = struct("bpf_pidns_info", {
  pid: u32,
  tgid: u32,
});

export const bpf_sk_lookup = struct("bpf_sk_lookup", {
  sk: ptr,
  cookie: at(0, u64),
  family: u32,
  protocol: u32,
  remote_ip4: u32,
  remote_ip6: array(u32, 4),
  remote_port: u16,
  local_ip4: u32,
  local_ip6: array(u32, 4),
  local_port: u32,
  ingress_ifindex: u32,
});

export const btf_ptr = struct("btf_ptr", {
  ptr: ptr,
  type_id: u32,
  flags: u32,
});

export const bpf_core_relo = struct("bpf_core_relo", {
  insn_off: u32,
  type_id: u32,
  access_str_off: u32,
  kind: u32,
});
