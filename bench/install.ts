import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { here } from "./bundle.ts";

/** Installs the peers into a folder of their own, from the lock file, without their scripts. */
export function install(): void {
  const installed = join(here, "node_modules/.package-lock.json");
  const lock = join(here, "package-lock.json");
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs)
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: here,
      stdio: "inherit",
    });
  const own = join(here, "node_modules/unmoor");
  if (!existsSync(own)) symlinkSync("../..", own, "dir");
}

/** Version by package, of what was measured. */
export function versions(): Readonly<Record<string, string>> {
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  return Object.fromEntries(
    ["unmoor", ...Object.keys(dependencies)].map((name) => [
      name,
      JSON.parse(readFileSync(join(here, "node_modules", name, "package.json"), "utf8")).version,
    ]),
  );
}
