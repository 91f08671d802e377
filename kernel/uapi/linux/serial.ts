// <linux/serial.h> as parisc's userland sees it. Accepted from the cross compiler by tools/uapi.mjs; checked by
// userland/uapi/values.c. Above: everything that speaks to a program. Below: struct.ts.

import { array, at, bytes, chars, ptr, s8, s32, struct, u8, u16, u32 } from "../struct.ts";

export const ASYNC_CLOSING_WAIT_INF = 0;
export const ASYNC_CLOSING_WAIT_NONE = 65535;
export const PORT_UNKNOWN = 0;
export const PORT_8250 = 1;
export const PORT_16450 = 2;
export const PORT_16550 = 3;
export const PORT_16550A = 4;
export const PORT_CIRRUS = 5;
export const PORT_16650 = 6;
export const PORT_16650V2 = 7;
export const PORT_16750 = 8;
export const PORT_STARTECH = 9;
export const PORT_16C950 = 10;
export const PORT_16654 = 11;
export const PORT_16850 = 12;
export const PORT_RSA = 13;
export const PORT_MAX = 13;
export const SERIAL_IO_PORT = 0;
export const SERIAL_IO_HUB6 = 1;
export const SERIAL_IO_MEM = 2;
export const SERIAL_IO_MEM32 = 3;
export const SERIAL_IO_AU = 4;
export const SERIAL_IO_TSI = 5;
export const SERIAL_IO_MEM32BE = 6;
export const SERIAL_IO_MEM16 = 7;
export const UART_CLEAR_FIFO = 1;
export const UART_USE_FIFO = 2;
export const UART_STARTECH = 4;
export const UART_NATSEMI = 8;
export const SER_RS485_ENABLED = 1;
export const SER_RS485_RTS_ON_SEND = 2;
export const SER_RS485_RTS_AFTER_SEND = 4;
export const SER_RS485_RX_DURING_TX = 0x10;
export const SER_RS485_TERMINATE_BUS = 0x20;
export const SER_RS485_ADDRB = 0x40;
export const SER_RS485_ADDR_RECV = 0x80;
export const SER_RS485_ADDR_DEST = 0x100;
export const SER_ISO7816_ENABLED = 1;
export const SER_ISO7816_T_PARAM = 0xf0;

export const serial_struct = struct("serial_struct", {
  type: s32,
  line: s32,
  port: u32,
  irq: s32,
  flags: s32,
  xmit_fifo_size: s32,
  custom_divisor: s32,
  baud_base: s32,
  close_delay: u16,
  io_type: s8,
  reserved_char: chars(1),
  hub6: s32,
  closing_wait: u16,
  closing_wait2: u16,
  iomem_base: ptr,
  iomem_reg_shift: u16,
  port_high: u32,
  iomap_base: u32,
});

export const serial_multiport_struct = struct("serial_multiport_struct", {
  irq: s32,
  port1: s32,
  mask1: u8,
  match1: u8,
  port2: s32,
  mask2: u8,
  match2: u8,
  port3: s32,
  mask3: u8,
  match3: u8,
  port4: s32,
  mask4: u8,
  match4: u8,
  port_monitor: s32,
  reserved: array(s32, 32),
});

export const serial_icounter_struct = struct("serial_icounter_struct", {
  cts: s32,
  dsr: s32,
  rng: s32,
  dcd: s32,
  rx: s32,
  tx: s32,
  frame: s32,
  overrun: s32,
  parity: s32,
  brk: s32,
  buf_overrun: s32,
  reserved: array(s32, 9),
});

export const serial_rs485 = struct("serial_rs485", {
  flags: u32,
  delay_rts_before_send: u32,
  delay_rts_after_send: u32,
  padding: array(u32, 5),
  addr_recv: at(12, u8),
  addr_dest: at(13, u8),
  padding0: at(14, bytes(2)),
  padding1: at(16, array(u32, 4)),
});

export const serial_iso7816 = struct("serial_iso7816", {
  flags: u32,
  tg: u32,
  sc_fi: u32,
  sc_di: u32,
  clk: u32,
  reserved: array(u32, 5),
});
