// The error every command throws for the user's mistakes.
// Above: main.ts catches it; run.ts, disasm.ts, asm.ts, uapi.ts throw it.

/** Printed as one sentence; the process ends with the status (2: usage). */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly status = 2,
  ) {
    super(message);
  }
}
