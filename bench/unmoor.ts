import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Bundle, here, weigh } from "./bundle.ts";

/** The command line as it ships. */
export const cli: string = join(here, "../dist/cli.js");

/**
 * Builds one unit with unmoor's own build.
 *
 * @param sets choices as after `--set`
 * @param unit its name; the first one by default
 */
export async function build(
  entry: string,
  out: string,
  target: "aws" | "gcp",
  sets: readonly string[],
  unit?: string,
): Promise<Bundle> {
  const choices = sets.flatMap((set) => ["--set", `${target}.${set}`]);
  const args = [cli, "build", entry, "--target", target, "--out", out, "--name", "bench", ...choices];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: here });
  const rows = stdout
    .trim()
    .split("\n")
    .map((row) => row.split("\t"));
  const file = (rows.find(([, name]) => !unit || name === unit) ?? [])[5];
  if (!file) throw new Error(`no unit in ${stdout}`);
  return weigh(join(here, file));
}
