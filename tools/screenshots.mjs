// npm run screenshots: pictures of every view of the built page, light and dark, desktop and phone, into
// .cache/screenshots, for a person to look at. A view's STEPS bring it into the state that is worth a picture.
//   node tools/screenshots.mjs [VIEW…]
// Above: npm run screenshots. Below: playwright-core, Debian's chromium, tools/web.mjs (serve).

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "./web.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const built = process.env.PARISC_WEB ?? join(root, "dist/web");
const out = join(root, ".cache/screenshots");
const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);

const SIZES = {
  desktop: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

const typeLines = async (page, ...lines) => {
  for (const line of lines) {
    await page.keyboard.type(`${line}\n`);
    await page.waitForTimeout(300);
  }
};

/** What to do in a view before its picture, by name; several pictures of one view have several names. */
const STEPS = {
  terminal: async (page) => {
    await page.locator(".panel:not([hidden])").click();
    await typeLines(page, "uname -a", "ls -l / | head -n 12", "ping -c 2 127.0.0.1");
    await page.waitForTimeout(1500);
  },
  "terminal-tries": async (page) => {
    const toggle = page.getByRole("button", { name: "Things to try" });
    if ((await toggle.getAttribute("aria-expanded")) === "false") await toggle.click();
  },
  "terminal-menu": async (page) => {
    await page.locator(".state").click();
    await page.waitForTimeout(1300);
  },
  "files-look": async (page) => {
    await page.getByLabel("Go to a folder").selectOption("/etc");
    await page
      .getByRole("button", { name: "profile", exact: true })
      .click({ timeout: 3000 })
      .catch(() => {});
  },
  "files-notice": async (page) => {
    await page.evaluate(() => {
      const transfer = new DataTransfer();
      const elf = new Uint8Array(60);
      elf.set([0x7f, 0x45, 0x4c, 0x46, 1, 2, 1]);
      elf.set([0, 2, 0, 15], 16);
      transfer.items.add(new File([elf], "program"));
      transfer.items.add(new File(["text"], "notes.txt"));
      document.body.dispatchEvent(
        new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }),
      );
    });
    await page.waitForTimeout(500);
  },
};

Object.assign(STEPS, {
  "lab-hotplug": async (page) => {
    await page.getByRole("link", { name: "Rename a card that its master has opened" }).click();
    await page.waitForTimeout(1500);
  },
  "lab-table": async (page) => {
    await page.locator(".lab-matrix[data-filled]").waitFor();
    await page.locator(".lab-matrix").scrollIntoViewIfNeeded();
  },
  machine: async (page) => {
    await page.getByRole("button", { name: "Start held" }).click();
    await page.locator('.machine-state[data-state="paused"]').waitFor();
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await page.waitForTimeout(700);
  },
  "machine-system": async (page) => {
    await page.getByRole("button", { name: "System", exact: true }).click();
    await page.getByRole("button", { name: "Boot with a failover master" }).click();
    await page.waitForTimeout(3000);
  },
  play: async (page) => {
    await page.getByLabel("Examples").selectOption("divide");
    for (let i = 0; i < 6; i++) {
      await page.waitForTimeout(500);
      await page.getByRole("button", { name: "Step", exact: true }).click();
    }
    await page.waitForTimeout(500);
    await page.locator(".play-text").hover({ position: { x: 150, y: 240 } });
  },
});

async function views(page) {
  const ids = await page.$$eval("header nav a", (links) => links.map((a) => a.getAttribute("href").slice(1)));
  return ids.flatMap((id) => [id, ...Object.keys(STEPS).filter((s) => s.startsWith(`${id}-`))]);
}

if (!executablePath) {
  console.error("screenshots: there is no chromium here (Debian: apt install chromium)");
  process.exit(1);
}
mkdirSync(out, { recursive: true });
const server = serve(built);
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/`;
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const wanted = process.argv.slice(2);
for (const [size, device] of Object.entries(SIZES)) {
  for (const colorScheme of ["light", "dark"]) {
    const context = await browser.newContext({ ...device, colorScheme });
    const page = await context.newPage();
    page.on("pageerror", (e) => console.error(`${size} ${colorScheme}: ${e.message}`));
    await page.goto(url);
    const names = await views(page);
    for (const name of names) {
      if (wanted.length && !wanted.some((w) => name.startsWith(w))) continue;
      await page.goto(`${url}#${name.split("-")[0]}`);
      await page.reload();
      await page.locator('.state[data-state="running"]').waitFor();
      await page.waitForTimeout(700);
      await STEPS[name]?.(page);
      await page.screenshot({ path: join(out, `${name}-${size}-${colorScheme}.png`) });
    }
    await context.close();
  }
}
await browser.close();
server.close();
console.log(`.cache/screenshots: ${wanted.length ? wanted.join(" ") : "all views"}`);
