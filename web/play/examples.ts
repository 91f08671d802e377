// Short programs to begin with. Above: view.ts. Below: nothing.

export interface Example {
  /** In the address. */
  readonly id: string;
  readonly title: string;
  readonly source: string;
}

/** The gateway page's entry for system calls: number in r20, arguments in r26, r25, r24 …, result in ret0. */
const HELLO = `; Two system calls: write(1, text, 15) and exit(0).
; A call goes through the gateway page: be,l to 0x100 in the space
; of sr2. r20 has the call's number, set in the delay slot.

_start:
        ldi     1,r26           ; the standard output
        ldil    L%text,r25      ; an address takes two instructions:
        ldo     R%text(r25),r25 ; its left 21 bits, and the rest
        ldi     15,r24
        be,l    0x100(sr2,r0),sr0,r31
        ldi     4,r20           ; 4: write

        ldi     0,r26
        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20           ; 1: exit

text:   .ascii  "Hello, PA-RISC\\n"
`;

const SLOT = `; Delay slots: the instruction behind a branch is done before the
; branch takes effect. Step, and watch iaoq (Space, control).

_start:
        ldi     0,r26
        b       over
        ldo     1(r26),r26      ; done, although it stands behind b
        ldo     10(r26),r26     ; not done

over:   b,n     end             ; ,n: the delay slot is nullified
        ldo     10(r26),r26     ; not done: the PSW's N bit is set

end:    be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20           ; exit(1)
`;

const SUM = `; 1 + 2 + ... + 100 with one branch that also counts.

_start:
        ldi     100,r25
        ldi     0,r26
loop:   add     r25,r26,r26
        addib,> -1,r25,loop     ; r25 = r25 - 1; again if it is > 0
        nop                     ; the delay slot

        extru   r26,31,8,r26    ; 5050, of which exit takes 8 bits
        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20           ; exit(186)
`;

const NULLIFY = `; Most instructions can nullify the next one, on a condition:
; a larger of two numbers without any branch.

_start:
        ldi     17,r25
        ldi     42,r24
        copy    r25,r26
        comclr,>= r25,r24,r0    ; if r25 >= r24, skip one
        copy    r24,r26

        sub,<>  r26,r24,r0      ; if the difference is not 0, skip one
        ldo     1(r26),r26

        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20           ; exit(43)
`;

const CARRY = `; 64 bits with 32-bit registers: addc takes the carry along.
; Watch C/B in the PSW: one carry for each hexadecimal digit.

_start:
        ldi     -1,r25          ; low word:  0xffffffff
        ldi     6,r26           ; high word: 6
        ldi     1,r23           ; plus 1
        add     r25,r23,r25
        addc    r26,r0,r26      ; 7: the carry has come over

        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20           ; exit(7)
`;

const DIVIDE = `; 1000 / 7, a bit a step: ds subtracts or adds back, and shifts.
; The V bit in the PSW says which it will be.

_start:
        ldi     7,r25           ; by
        ldil    L%1000,r26      ; dividend, becomes the quotient
        ldo     R%1000(r26),r26
        ldi     0,r24           ; remainder

        sub     r0,r25,r1
        ds      r0,r1,r0        ; sets V
        add     r26,r26,r26     ; the first bit goes to the carry
        ldi     32,r23
loop:   ds      r24,r25,r24
        addc    r26,r26,r26     ; a bit of the quotient comes in
        addib,> -1,r23,loop
        nop

        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20           ; exit(142)
`;

const CALL = `; A function: arguments in r26, r25 ..., result in ret0, return
; address in rp. factorial(5) calls itself; the stack grows upwards.

_start:
        ldi     5,r26
        bl      factorial,rp
        ldo     64(sp),sp
        copy    ret0,r26
        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20           ; exit(120)

factorial:
        comib,>= 1,r26,one      ; until it is 1
        nop
        stw     rp,-20(sp)
        stw     r26,0(sp)
        ldo     64(sp),sp
        bl      factorial,rp
        ldo     -1(r26),r26     ; in the delay slot: the argument
        ldo     -64(sp),sp
        ldw     0(sp),r25
        ldw     -20(sp),rp
        copy    r0,r24          ; ret0 * r25, by adding
times:  add     r24,ret0,r24
        addib,> -1,r25,times
        nop
        bv      r0(rp)
        copy    r24,ret0
one:    bv      r0(rp)
        ldi     1,ret0
`;

const BYTES = `; A word in capitals: ldb with ,ma steps through memory.
; Put the address of "text" into Memory, and watch it.

_start:
        ldil    L%text,r25
        ldo     R%text(r25),r25
        ldi     32,r22
next:   ldb     0(r25),r24
        comb,=,n r0,r24,done
        sub     r24,r22,r24
        b       next
        stbs,ma r24,1(r25)      ; stores, then r25 = r25 + 1

done:   ldi     10,r24
        stb     r24,0(r25)
        ldi     1,r26
        ldil    L%text,r25
        ldo     R%text(r25),r25
        ldi     8,r24
        be,l    0x100(sr2,r0),sr0,r31
        ldi     4,r20           ; write(1, text, 8)
        ldi     0,r26
        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20

text:   .asciz  "capital"
        .space  8
`;

const FLOAT = `; The square root of 2 by Newton's way: x = (x + 2/x) / 2.
; Watch fr5 under "Floating point": hover for its value.

_start:
        ldil    L%two,r25
        ldo     R%two(r25),r25
        fldds   0(r25),fr4      ; 2.0
        fldds   8(r25),fr6      ; 0.5
        fcpy,dbl fr4,fr5        ; the first guess: 2.0
        ldi     5,r24
loop:   fdiv,dbl fr4,fr5,fr7
        fadd,dbl fr5,fr7,fr5
        fmpy,dbl fr5,fr6,fr5
        addib,> -1,r24,loop
        nop

        ldi     0,r26
        be,l    0x100(sr2,r0),sr0,r31
        ldi     1,r20

        .align  8
two:    .word   0x40000000,0    ; 2.0
        .word   0x3fe00000,0    ; 0.5
`;

export const EXAMPLES: readonly Example[] = [
  { id: "hello", title: "Hello: system calls", source: HELLO },
  { id: "slots", title: "Delay slots", source: SLOT },
  { id: "sum", title: "A loop in one branch", source: SUM },
  { id: "nullify", title: "Nullification instead of branches", source: NULLIFY },
  { id: "carry", title: "64 bits and the carry", source: CARRY },
  { id: "divide", title: "Dividing, a bit a step", source: DIVIDE },
  { id: "call", title: "Functions and the stack", source: CALL },
  { id: "bytes", title: "Bytes in memory", source: BYTES },
  { id: "float", title: "Floating point", source: FLOAT },
];
