// Where the built page's parts are: tools/web.mjs puts their names in. Above: client.ts, worker/guest.ts. Below: nothing.

declare const PARISC_ASSETS: {
  core: string;
  rootfs: string;
  lab: string;
  thread: string;
  worker: string;
  busybox: boolean;
};

const names: typeof PARISC_ASSETS =
  typeof PARISC_ASSETS === "undefined"
    ? { core: "", rootfs: "", lab: "", thread: "", worker: "", busybox: false }
    : PARISC_ASSETS;

/** Scripts lie beside what they load. */
const at = (name: string): string => new URL(name, import.meta.url).href;

export const ASSETS = {
  core: at(names.core),
  rootfs: at(names.rootfs),
  /** The race lab's guest program. */
  lab: at(names.lab),
  worker: at(names.worker),
  /** The worker's own, which translates. */
  thread: at(names.thread),
  /** The root file system has BusyBox, not only the small shell. */
  busybox: names.busybox,
};
