import { readFileSync, writeFileSync } from "node:fs";

// npm leaves platform packages out of the lock file that it could not fetch where it was written (npm/cli#4828), and
// then `npm ci` refuses that file on every machine. Run this after `npm install`.

interface Locked {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const PLATFORM =
  /(android|darwin|linux|win32|freebsd|openbsd|netbsd|sunos|aix|openharmony|wasm32)-?(arm64|x64|x32|ia32|arm|ppc64|s390x|loong64|riscv64|mips64el)?/;

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")) as { packages: Record<string, Locked> };
let added = 0;
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const version = range.replace(/^[\^~]/, "");
    const own = `${path}/node_modules/${name}`;
    const sibling = `${path.replace(/node_modules\/(@[^/]+\/)?[^/]+$/, "")}node_modules/${name}`;
    const there = [own, sibling, `node_modules/${name}`].map((place) => lock.packages[place]);
    if (there.some((locked) => locked && (locked.version === version || range !== version))) continue;
    const [, os, cpu] = PLATFORM.exec(name.replace(/^@[^/]*\//, "")) ?? [];
    if (!os) continue;
    lock.packages[lock.packages[sibling] ? own : sibling] = {
      version,
      optional: true,
      ...(os === "wasm32" ? { cpu: ["wasm32"] } : { os: [os], cpu: [cpu as string] }),
      ...(name.includes("musl") ? { libc: ["musl"] } : {}),
      ...(dev ? { dev } : {}),
    };
    added++;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync("package-lock.json", `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
