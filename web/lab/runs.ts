// Runs of the lab, each played once: a worker of its own plays them one after the other, the wanted ones first.
// Above: view.ts. Below: client.ts.

import { Client } from "../client.ts";
import type { LabChoice, LabRun } from "./protocol.ts";
import type { Story } from "./stories.ts";

const keyOf = (story: Story, c: LabChoice): string => `${story.id} ${c.order} ${c.kernel} ${c.option}`;

export class Runs {
  #client: Client | null = null;
  readonly #done = new Map<string, LabRun>();
  readonly #asked = new Map<string, Promise<LabRun>>();

  /** The run, if it has been played. */
  known(story: Story, choice: LabChoice): LabRun | undefined {
    return this.#done.get(keyOf(story, choice));
  }

  /** Rejects with a sentence. */
  play(story: Story, choice: LabChoice): Promise<LabRun> {
    const key = keyOf(story, choice);
    let run = this.#asked.get(key);
    if (!run) {
      const { order, kernel, option } = choice;
      this.#client ??= new Client();
      run = this.#client.ask("lab.play", { story: story.id, order, kernel, option });
      this.#asked.set(key, run);
      run.then(
        (r) => this.#done.set(key, r),
        // to be tried again: it was not loaded
        () => this.#asked.delete(key),
      );
    }
    return run;
  }
}
