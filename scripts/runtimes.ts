import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { run } from "./run.ts";

const folder = join(import.meta.dirname, "../test/runtimes");

/**
 * Installs the vendors' own runtimes for tests and demo, in a folder of their own so that installing unmoor stays
 * light. Without scripts: nothing is compiled, nothing is fetched but packages.
 */
export async function installRuntimes(): Promise<void> {
  const done = join(folder, "node_modules/.package-lock.json");
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs) return;
  console.log("installing the vendors' runtimes into test/runtimes …");
  const { ok } = await run("npm", ["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"], {
    cwd: folder,
    quiet: true,
  });
  if (!ok) throw new Error("npm ci failed in test/runtimes; what it said is above");
}

if (import.meta.main) await installRuntimes();
