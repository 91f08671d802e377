// The guest's files: a folder at a time; take files out, put some in, look at them, run them, remove them.
// Above: views.ts. Below: client.ts, drop.ts, look.ts.

import { el, ICONS, icon } from "../dom.ts";
import { bringIn, sizeText } from "../drop.ts";
import type { Page } from "../page.ts";
import type { FileEntry } from "../protocol.ts";
import type { Mounted } from "../views.ts";
import { look } from "./look.ts";

const S_IFMT = 0o170000;
/** What a mode says of the kind of file, and its icon. */
const KINDS: Readonly<Record<number, readonly [name: string, icon: keyof typeof ICONS]>> = {
  0o040000: ["folder", "folder"],
  0o100000: ["file", "file"],
  0o120000: ["link", "link"],
  0o020000: ["device", "device"],
  0o060000: ["device", "device"],
  0o010000: ["pipe", "device"],
  0o140000: ["socket", "device"],
};
const kindOf = (e: FileEntry) => KINDS[e.mode & S_IFMT] ?? KINDS[0o100000];
const isFolder = (e: FileEntry) => (e.mode & S_IFMT) === 0o040000;
const isProgram = (e: FileEntry) => (e.mode & S_IFMT) === 0o100000 && (e.mode & 0o111) !== 0;

const START = "/root";
const PLACES = ["/", "/root", "/tmp", "/etc", "/proc", "/sys/class/net"];

export function modeText(mode: number): string {
  const kind = { 0o040000: "d", 0o120000: "l", 0o020000: "c", 0o060000: "b", 0o010000: "p", 0o140000: "s" };
  const bits = Array.from({ length: 9 }, (_, i) => (mode & (0o400 >> i) ? "rwx"[i % 3] : "-"));
  return (kind[(mode & S_IFMT) as keyof typeof kind] ?? "-") + bits.join("");
}

const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

class FilesView implements Mounted {
  #path = START;
  #shown = false;
  readonly #crumbs = el("nav", { class: "crumbs", "aria-label": "Folder" });
  readonly #rows = el("tbody");
  readonly #empty = el("p", { class: "empty" });
  readonly #choose = el("input", { type: "file", multiple: true, class: "unseen", tabindex: -1 });

  constructor(
    readonly place: HTMLElement,
    readonly page: Page,
  ) {
    this.#choose.setAttribute("aria-label", "Files to put in");
    this.#choose.addEventListener("change", () => {
      void bringIn(page, [...(this.#choose.files ?? [])], this.#path);
      this.#choose.value = "";
    });
    const button = (label: string, path: keyof typeof ICONS, run: () => void) =>
      el("button", { onclick: run }, icon(ICONS[path]), label);
    const places = el("select", { "aria-label": "Go to a folder", onchange: () => this.#go(places.value) });
    for (const p of PLACES) places.append(el("option", { value: p }, p));
    places.value = START;
    this.#places = places;
    place.classList.add("files-view");
    place.append(
      el(
        "div",
        { class: "files-bar" },
        places,
        this.#crumbs,
        el("span", { class: "grow" }),
        button("Put files in", "upload", () => this.#choose.click()),
        button("New folder", "plus", () => void this.#makeFolder()),
        el(
          "button",
          {
            class: "bare",
            "aria-label": "Look again",
            title: "Look again",
            onclick: () => void this.#look(),
          },
          icon(ICONS.refresh),
        ),
        this.#choose,
      ),
      el(
        "p",
        { class: "hint" },
        "This is the guest's own file system, in its memory. Drag files onto the page to put them here: an archive (.tar, .tar.gz) is unpacked, a parisc program can be run at once.",
      ),
      el(
        "table",
        { class: "files" },
        el("caption", { class: "unseen" }, "Files in this folder"),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "col" }, "Name"),
            el("th", { scope: "col", class: "number" }, "Size"),
            el("th", { scope: "col", class: "wide" }, "Changed"),
            el("th", { scope: "col", class: "wide" }, "Mode"),
            el("th", { scope: "col" }, el("span", { class: "unseen" }, "Do")),
          ),
        ),
        this.#rows,
      ),
      this.#empty,
    );
    addEventListener("parisc-files", () => this.#shown && void this.#look());
    page.onBoot(() => {
      if (this.#shown) void this.#look();
    });
  }
  readonly #places: HTMLSelectElement;

  show(argument: string): void {
    this.#shown = true;
    if (argument) this.#path = argument.startsWith("/") ? argument : `/${argument}`;
    this.place.dataset.dropFolder = this.#path;
    void this.#look();
  }

  hide(): void {
    this.#shown = false;
    delete this.place.dataset.dropFolder;
  }

  #at(name: string): string {
    return `${this.#path === "/" ? "" : this.#path}/${name}`;
  }

  #go(path: string): void {
    this.page.go("files", path.slice(1) || "/");
  }

  async #look(): Promise<void> {
    if (!this.page.booted) this.#empty.textContent = "The system boots …";
    await this.page.running();
    const path = this.#path;
    let entries: FileEntry[];
    try {
      entries = await this.page.guest.ask("files.list", { path });
    } catch (e) {
      this.#rows.replaceChildren();
      this.#showPath();
      this.#empty.textContent = (e as Error).message;
      return;
    }
    if (path !== this.#path) return;
    entries.sort(
      (a, b) =>
        Number(isFolder(b)) - Number(isFolder(a)) ||
        a.name.localeCompare(b.name, undefined, { numeric: true }),
    );
    this.#showPath();
    this.#rows.replaceChildren(...entries.map((e) => this.#row(e)));
    this.#empty.textContent = entries.length ? "" : "This folder is empty.";
  }

  #showPath(): void {
    const parts = this.#path.split("/").filter(Boolean);
    const links: Node[] = [el("a", { href: "#files//", "aria-label": "The root folder" }, "/")];
    parts.forEach((part, i) => {
      const whole = parts.slice(0, i + 1).join("/");
      const last = i === parts.length - 1;
      links.push(el("a", { href: `#files/${encodeURI(whole)}`, "aria-current": last && "location" }, part));
      if (!last) links.push(document.createTextNode("/"));
    });
    this.#crumbs.replaceChildren(...links);
    this.#places.value = PLACES.includes(this.#path) ? this.#path : "";
  }

  #row(e: FileEntry): HTMLTableRowElement {
    const path = this.#at(e.name);
    const [kind, picture] = kindOf(e);
    const open = () => (isFolder(e) ? this.#go(path) : void this.#open(e));
    const name = el("button", { class: "name", onclick: open, title: kind }, icon(ICONS[picture]), e.name);
    const act = (label: string, path: keyof typeof ICONS, run: () => void) =>
      el(
        "button",
        { class: "bare", "aria-label": `${label} ${e.name}`, title: label, onclick: run },
        icon(ICONS[path]),
      );
    const acts = el("td", { class: "acts" });
    if (isProgram(e)) acts.append(act("Run", "play", () => void this.#run(e)));
    if (!isFolder(e)) acts.append(act("Take out", "download", () => void this.#takeOut(e)));
    acts.append(act("Remove", "bin", () => void this.#remove(e)));
    return el(
      "tr",
      {},
      el("td", {}, name),
      el("td", { class: "number" }, isFolder(e) ? "" : sizeText(e.size)),
      el("td", { class: "wide" }, time.format(e.mtime)),
      el("td", { class: "wide mono" }, modeText(e.mode)),
      acts,
    );
  }

  /** A link leads on; a file is shown. */
  async #open(e: FileEntry): Promise<void> {
    const path = this.#at(e.name);
    if (kindOf(e)[0] === "link") {
      try {
        await this.page.guest.ask("files.list", { path });
        return this.#go(path);
      } catch {
        // not to a folder
      }
    }
    await this.#attempt(`${e.name} cannot be read`, async () => {
      const bytes = await this.page.guest.ask("files.read", { path });
      look(e.name, bytes, () => save(e.name, bytes));
    });
  }

  #takeOut(e: FileEntry): Promise<void> {
    return this.#attempt(`${e.name} cannot be read`, async () => {
      save(e.name, await this.page.guest.ask("files.read", { path: this.#at(e.name) }));
    });
  }

  async #run(e: FileEntry): Promise<void> {
    (await this.page.offer("run"))([this.#at(e.name)], e.name, this.#path);
  }

  #remove(e: FileEntry): Promise<void> {
    const path = this.#at(e.name);
    if (!confirm(`Remove ${path} from the guest?`)) return Promise.resolve();
    return this.#attempt(`${e.name} cannot be removed`, async () => {
      await this.page.guest.ask("files.remove", { path });
      await this.#look();
    });
  }

  #makeFolder(): Promise<void> {
    const name = prompt("Name of the new folder");
    if (!name) return Promise.resolve();
    return this.#attempt(`${name} cannot be made`, async () => {
      await this.page.guest.ask("files.folder", { path: this.#at(name) });
      await this.#look();
    });
  }

  async #attempt(what: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (e) {
      this.page.notice({ kind: "bad", text: `${what}: ${(e as Error).message}` });
    }
  }
}

/** The browser's download. */
function save(name: string, bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes]));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const mount = (place: HTMLElement, page: Page): Mounted => new FilesView(place, page);
