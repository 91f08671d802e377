// Looks in strace's JSON lines for numbers where there should be a name: flags and enumerations among the arguments, by their
// kinds, and fields of structures. For whoever adds a kind: run programs with --strace-json --strace-file and look.
// usage: node tools/strace-raw.mjs FILE.json…     prints each kind of finding once, with how often it came
import { readFileSync } from "node:fs";

/** Kinds of arguments that are numbers by nature (the rest of kinds.ts are names, or structures of named fields). */
const NUMBERS = new Set(
  "int uint hex octal ptr size ssize off off_hi off_lo pos_lo pos_hi fd pid uid dev mode timerid exit_status socklen socklen_ptr int_ptr int_ptr_out uint_ptr_out off_ptr loff_ptr loff_ptr_out fd_pair_out timerid_out ioctl_arg fcntl_arg futex_val3 futex_timeout buf_in buf_out str str_out path none prctl_arg argv envp rseq ipc_key sock_buf_in sock_buf_out atfd".split(
    " ",
  ),
);
/** Fields that have names for their values. */
const FIELDS =
  /\b(sa_flags|st_mode|events|revents|l_type|l_whence|c_iflag|c_oflag|c_cflag|c_lflag|ifi_type|ifi_flags|ifr_flags|nla_type|nlmsg_type|nlmsg_flags|cmsg_type|cmsg_level|msg_flags|si_code|si_signo|sigev_notify|sigev_signo|ss_flags|flags|sched_policy|sa_family|f_type|f_flags|stx_mask|stx_attributes|stx_mode|modes|status|ifa_flags|ifa_scope|rtm_table|rtm_protocol|rtm_scope|rtm_type|rtm_flags|ndm_state|ndm_flags|ndm_type|sll_protocol|sll_hatype|sll_pkttype|nl_family|mode|resolve|exit_signal|sem_flg|error)=(-?\d+|0x[0-9a-f]+)(?![\w.])/g;
const RAW = /^(-?\d+|0x[0-9a-f]+)$|\|0x[0-9a-f]+/;

const found = new Map();
let calls = 0;
for (const path of process.argv.slice(2)) {
  for (const line of readFileSync(path, "latin1").split("\n")) {
    let e;
    try {
      e = JSON.parse(line);
    } catch {
      continue;
    }
    if (e.type !== "syscall") continue;
    calls++;
    e.args.forEach((text, i) => {
      const kind = e.kinds[i];
      const notes = [];
      if (
        !NUMBERS.has(kind) &&
        RAW.test(text) &&
        text !== "0" &&
        text !== "-1" &&
        !(
          text.startsWith("0x") &&
          /_out$|^(sigaction|timespec|timeval|sigset|sockaddr|msghdr|iovec|stack|itimer|rlimit|epoll|pollfd|sembuf|msgbuf|mq_attr|siginfo|sched_|cap_|clone_args|groups|cpuset|timex|fdset|utimbuf|open_how|socketcall_args|sigevent|sockopt_val|timezone)/.test(
            kind,
          )
        )
      )
        notes.push(`${kind}: ${text}`);
      for (const [all, field, value] of text.replace(/"(\\.|[^"\\])*"/g, '""').matchAll(FIELDS))
        if (
          value !== "0" &&
          !(field === "st_mode" && value.startsWith("0")) &&
          !(field === "mode" && value.startsWith("0"))
        )
          notes.push(`${kind}.${all}`);
      for (const note of notes) {
        const key = `${e.name} ${note}`;
        const f = found.get(key) ?? { n: 0, path, text };
        found.set(key, f);
        f.n++;
      }
    });
  }
}
for (const [key, f] of [...found].sort((a, b) => b[1].n - a[1].n))
  console.log(`${f.n}\t${key}\t${f.path.replace(/.*\//, "")}`);
console.log(`${calls} calls, ${found.size} kinds of raw numbers`);
process.exit(found.size ? 1 : 0);
