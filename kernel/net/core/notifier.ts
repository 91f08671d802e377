// Notifier chains (include/linux/notifier.h, kernel/notifier.c): ordered lists of callbacks, any of which may
// stop an event with an errno. Above: dev_*.ts, devinet.ts, addrconf.ts. Below: nothing.

export const NOTIFY_DONE = 0x0000;
export const NOTIFY_OK = 0x0001;
export const NOTIFY_STOP_MASK = 0x8000;
export const NOTIFY_BAD = NOTIFY_STOP_MASK | 0x0002;

/** One listener. Higher priority is called first; equal priorities in the order of registration. */
export interface notifier_block<T> {
  notifier_call(event: number, info: T): number;
  readonly priority?: number;
}

/** The verdict that carries an errno (negative) and stops the chain; 0 becomes NOTIFY_OK. */
export function notifier_from_errno(err: number): number {
  return err === 0 ? NOTIFY_OK : NOTIFY_STOP_MASK | (NOTIFY_OK - err);
}

/** The errno (negative) in a chain's verdict, or 0. */
export function notifier_to_errno(verdict: number): number {
  const value = verdict & ~NOTIFY_STOP_MASK;
  return value > NOTIFY_OK ? NOTIFY_OK - value : 0;
}

export class raw_notifier_head<T> {
  #blocks: notifier_block<T>[] = [];

  get blocks(): readonly notifier_block<T>[] {
    return this.#blocks;
  }

  register(nb: notifier_block<T>): void {
    const priority = nb.priority ?? 0;
    const at = this.#blocks.findIndex((b) => (b.priority ?? 0) < priority);
    this.#blocks.splice(at < 0 ? this.#blocks.length : at, 0, nb);
  }

  unregister(nb: notifier_block<T>): void {
    const i = this.#blocks.indexOf(nb);
    if (i >= 0) this.#blocks.splice(i, 1);
  }

  /** Calls every block until one stops the chain; the last verdict is the answer (notifier_call_chain). */
  call(event: number, info: T): number {
    let verdict = NOTIFY_DONE;
    for (const nb of [...this.#blocks]) {
      verdict = nb.notifier_call(event, info);
      if (verdict & NOTIFY_STOP_MASK) break;
    }
    return verdict;
  }
}
