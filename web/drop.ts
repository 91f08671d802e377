// Files dragged onto the page, or chosen: they appear in the guest's /root, an archive unpacked; a parisc program
// offers to run. Above: main.ts, files/. Below: page.ts.

import { el } from "./dom.ts";
import type { Page } from "./page.ts";
import type { PutAnswer } from "./protocol.ts";

const HOME = "/root";
/** The guest's memory is its disk: more would not fit. */
const LARGEST = 128 << 20;

/** A name for a shell's command line. */
export const quoted = (path: string): string =>
  /^[\w./+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

export const sizeText = (bytes: number): string =>
  bytes < 1024
    ? `${bytes} B`
    : bytes < 1 << 20
      ? `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`
      : `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Brings files into a folder of the guest, and says what became of them. */
export async function bringIn(page: Page, files: Iterable<File>, folder = HOME): Promise<PutAnswer[]> {
  const answers: PutAnswer[] = [];
  for (const file of files) {
    const path = `${folder === "/" ? "" : folder}/${file.name}`;
    if (file.size > LARGEST) {
      page.notice({
        kind: "bad",
        text: `${file.name} is too large (${sizeText(file.size)} of at most 128 MB).`,
      });
      continue;
    }
    try {
      const data = await file.arrayBuffer();
      const answer = await page.guest.ask("files.put", { path, data, unpack: true }, [data]);
      answers.push(answer);
      tell(page, answer, file, folder);
    } catch (e) {
      page.notice({ kind: "bad", text: `${file.name} did not get in: ${(e as Error).message}` });
    }
  }
  if (answers.length) dispatchEvent(new CustomEvent("parisc-files"));
  return answers;
}

function tell(page: Page, answer: PutAnswer, file: File, folder: string): void {
  const run = async () => (await page.offer("run"))([answer.path], file.name, folder);
  switch (answer.kind) {
    case "program":
      page.notice({
        kind: "good",
        text: `${answer.path} is a Linux/parisc program.`,
        actions: [{ label: "Run it", run: () => void run() }],
      });
      break;
    case "foreign":
      page.notice({
        kind: "bad",
        text: `${answer.path} is a program for ${answer.machine}: it is there, but only 32-bit PA-RISC runs here.`,
      });
      break;
    case "tar":
      page.notice({ kind: "good", text: `${file.name} was unpacked in ${folder}.` });
      break;
    default:
      page.notice({ kind: "good", text: `${answer.path}, ${sizeText(file.size)}, is in the guest.` });
  }
}

/** The whole page takes files. */
export function acceptDrops(page: Page): void {
  const says = el("p");
  const veil = el("div", { class: "drop-veil", hidden: true }, says);
  // the files view takes what is dropped into the folder that it shows
  const folder = () => document.querySelector<HTMLElement>(".view:not([hidden])")?.dataset.dropFolder ?? HOME;
  document.body.append(veil);
  const hasFiles = (e: DragEvent) => e.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (e) => {
    if (!hasFiles(e)) return;
    e.preventDefault();
    says.textContent = `Drop it: it appears in ${folder()}`;
    veil.hidden = false;
  });
  addEventListener("dragleave", (e) => {
    if (e.relatedTarget === null) veil.hidden = true;
  });
  addEventListener("drop", (e) => {
    veil.hidden = true;
    if (!hasFiles(e)) return;
    e.preventDefault();
    void bringIn(page, [...(e.dataTransfer?.files ?? [])], folder());
  });
}
