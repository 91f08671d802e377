// npm start: boots the kernel and runs the seed's own story on it, first with both commits, then without either.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function story(kernel, text) {
  console.log(`\n== Linux ${kernel}: ${text}\n`);
  const net = ["--net", "dummy,name=eth0", "--net", "dummy,name=eth1", "--net", "failover,name=net0"];
  const args = ["dist/cli.js", "run", "--kernel", kernel, ...net, "userland/bin/story"];
  console.log(`$ node ${args.join(" ")}`);
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) {
    console.error(`start: the story ended with status ${status}`);
    process.exit(1);
  }
}

story("5.1", "has both commits");
story("5.0", "has neither");
console.log(`
The program is userland/story/story.c, built for Linux/parisc. Run your own the same way:
  node dist/cli.js run [--kernel RELEASE] PROGRAM ARGS…`);
