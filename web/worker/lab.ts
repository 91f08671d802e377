// Plays the race lab's interleavings in a worker that has no system of its own. Above: main.ts. Below: ../lab/engine.ts.

import { ASSETS } from "../assets.ts";
import { type Lab, play } from "../lab/engine.ts";
import { storyOf } from "../lab/stories.ts";
import type { Answer, Ask } from "../protocol.ts";
import { load } from "./load.ts";

let lab: Promise<Lab> | undefined;

async function loadLab(): Promise<Lab> {
  const nobody = () => {};
  const [core, program] = await Promise.all([load(ASSETS.core, nobody), load(ASSETS.lab, nobody)]);
  return { core: await WebAssembly.compile(core), program };
}

export async function playLab({ story, ...choice }: Ask<"lab.play">): Promise<Answer<"lab.play">> {
  lab ??= loadLab();
  return play(await lab, storyOf(story), choice);
}
