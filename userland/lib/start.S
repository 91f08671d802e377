/* Process entry for the small programs here: no C library. The kernel enters with argc in %r25, argv in %r24 and
   the stack (which grows upward) in %r30; main(argc, argv)'s result becomes the exit status.
   Above: the programs' main(). Below: the kernel's gateway page (syscalls at offset 0x100 of space 0). */

	.text
	.align 4
	.globl _start
	.type _start, @function
_start:
	ldil	L%$global$, %dp
	ldo	R%$global$(%dp), %dp
	copy	%r25, %r26
	copy	%r24, %r25
	ldo	128(%r30), %r30
	bl	main, %rp
	copy	%r0, %r3
	copy	%r28, %r26
	ble	0x100(%sr2, %r0)
	ldi	1, %r20			/* exit */

/* long syscall(long nr, long a, long b, long c, long d, long e): -errno on failure */
	.align 4
	.globl syscall
	.type syscall, @function
syscall:
	stw	%rp, -20(%r30)
	copy	%r26, %r20
	copy	%r25, %r26
	copy	%r24, %r25
	copy	%r23, %r24
	ldw	-52(%r30), %r23
	ldw	-56(%r30), %r22
	ble	0x100(%sr2, %r0)
	nop
	ldw	-20(%r30), %rp
	bv	%r0(%rp)
	nop
