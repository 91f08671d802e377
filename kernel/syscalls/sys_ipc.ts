// System V IPC and POSIX message queues: the calls. parisc has one for each, no ipc(2) (arch/parisc syscall.tbl), and the
// commands come without IPC_64.
// Above: index.ts. Below: ipc/.

import {
  do_mq_getsetattr,
  do_mq_notify,
  do_mq_open,
  do_mq_timedreceive,
  do_mq_timedsend,
  do_mq_unlink,
} from "../ipc/mq_calls.ts";
import { ksys_msgctl, ksys_msgget, ksys_msgrcv, ksys_msgsnd } from "../ipc/msg.ts";
import { do_semtimedop, ksys_semget, semop_checks } from "../ipc/sem.ts";
import { ksys_semctl } from "../ipc/semctl.ts";
import { do_shmat, ksys_shmdt, ksys_shmget } from "../ipc/shm.ts";
import { ksys_shmctl } from "../ipc/shmctl.ts";
import { copy_from_user } from "../mm/uaccess.ts";
import type { task_struct } from "../task/task.ts";
import type { MaySleep } from "../task/wait.ts";
import { TIMESPEC32, TIMESPEC64, type time_layout } from "../time/timespec.ts";
import {
  BUF_IN,
  BUF_OUT,
  FD,
  INT,
  IPC_KEY,
  IPC_MSG_FLAGS,
  MODE,
  MQ_ATTR,
  MQ_ATTR_OUT,
  MSG_CMD,
  MSGBUF,
  MSGBUF_OUT,
  MSGGET_FLAGS,
  OPEN_FLAGS,
  PTR,
  SEM_CMD,
  SEMBUF,
  SHM_CMD,
  SHMAT_FLAGS,
  SHMGET_FLAGS,
  SIGEVENT,
  SIZE,
  STR,
  TIMESPEC,
  TIMESPEC64 as TIMESPEC64_KIND,
  UINT,
  UINT_PTR_OUT,
} from "../trace/kinds.ts";
import { EINVAL } from "../uapi/asm/errno.ts";
import { sembuf } from "../uapi/linux/sem.ts";
import { family, row } from "./table.ts";

const semtimedop =
  (layout: time_layout) =>
  (t: task_struct, semid: number, sops: number, nsops: number, timeout: number): MaySleep<number> => {
    const ns = timeout ? layout.read(t, timeout) : null;
    const r = semop_checks(t, semid, nsops);
    if (r) return r;
    const b = copy_from_user(t, sops, nsops * sembuf.size);
    if (timeout && ns === null) return -EINVAL;
    const ops = Array.from({ length: nsops }, (_, i) => sembuf.get(b, i * sembuf.size));
    return do_semtimedop(t, semid, ops, ns);
  };
const sys_semop = (t: task_struct, semid: number, sops: number, nsops: number): MaySleep<number> =>
  semtimedop(TIMESPEC32)(t, semid, sops, nsops, 0);

/** A wall-clock time-out: ns, null for none; undefined: out of range. */
const abs_timeout = (t: task_struct, layout: time_layout, addr: number): bigint | null | undefined =>
  addr ? (layout.read(t, addr) ?? undefined) : null;

const mq_timedsend =
  (layout: time_layout) =>
  (
    t: task_struct,
    mqdes: number,
    msg: number,
    len: number,
    prio: number,
    timeout: number,
  ): MaySleep<number> => {
    const at = abs_timeout(t, layout, timeout);
    return at === undefined ? -EINVAL : do_mq_timedsend(t, mqdes, msg, len, prio, at);
  };
const mq_timedreceive =
  (layout: time_layout) =>
  (
    t: task_struct,
    mqdes: number,
    msg: number,
    len: number,
    prio: number,
    timeout: number,
  ): MaySleep<number> => {
    const at = abs_timeout(t, layout, timeout);
    return at === undefined ? -EINVAL : do_mq_timedreceive(t, mqdes, msg, len, prio, at);
  };

export const rows = family("ipc", [
  row(185, "semop", sys_semop, [INT, SEMBUF, UINT]),
  row(186, "semget", ksys_semget, [IPC_KEY, INT, MSGGET_FLAGS]),
  row(187, "semctl", ksys_semctl, [INT, INT, SEM_CMD, PTR]),
  row(188, "msgsnd", ksys_msgsnd, [INT, MSGBUF, SIZE, IPC_MSG_FLAGS]),
  row(189, "msgrcv", ksys_msgrcv, [INT, MSGBUF_OUT, SIZE, INT, IPC_MSG_FLAGS]),
  row(190, "msgget", ksys_msgget, [IPC_KEY, MSGGET_FLAGS]),
  row(191, "msgctl", ksys_msgctl, [INT, MSG_CMD, PTR]),
  row(192, "shmat", do_shmat, [INT, PTR, SHMAT_FLAGS]),
  row(193, "shmdt", ksys_shmdt, [PTR]),
  row(194, "shmget", ksys_shmget, [IPC_KEY, SIZE, SHMGET_FLAGS]),
  row(195, "shmctl", ksys_shmctl, [INT, SHM_CMD, PTR]),
  row(228, "semtimedop", semtimedop(TIMESPEC32), [INT, SEMBUF, UINT, TIMESPEC]),
  row(229, "mq_open", do_mq_open, [STR, OPEN_FLAGS, MODE, MQ_ATTR]),
  row(230, "mq_unlink", do_mq_unlink, [STR]),
  row(231, "mq_timedsend", mq_timedsend(TIMESPEC32), [FD, BUF_IN, SIZE, UINT, TIMESPEC]),
  row(232, "mq_timedreceive", mq_timedreceive(TIMESPEC32), [FD, BUF_OUT, SIZE, UINT_PTR_OUT, TIMESPEC]),
  row(233, "mq_notify", do_mq_notify, [FD, SIGEVENT]),
  row(234, "mq_getsetattr", do_mq_getsetattr, [FD, MQ_ATTR, MQ_ATTR_OUT]),
  row(418, "mq_timedsend_time64", mq_timedsend(TIMESPEC64), [FD, BUF_IN, SIZE, UINT, TIMESPEC64_KIND], {
    since: "5.1",
  }),
  row(
    419,
    "mq_timedreceive_time64",
    mq_timedreceive(TIMESPEC64),
    [FD, BUF_OUT, SIZE, UINT_PTR_OUT, TIMESPEC64_KIND],
    { since: "5.1" },
  ),
  row(420, "semtimedop_time64", semtimedop(TIMESPEC64), [INT, SEMBUF, UINT, TIMESPEC64_KIND], {
    since: "5.1",
  }),
]);
