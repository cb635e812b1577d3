import { realpathSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { bundled } from "../discover/entry.ts";
import { type Evaluation, evaluateConfig } from "../discover/evaluate.ts";
import { fault, throwAll } from "../errors.ts";
import type { Config } from "./define.ts";
import { placeIn } from "./place.ts";
import { configFaults } from "./validate.ts";

/** A configuration and where it comes from. */
export interface Loaded {
  readonly config: Config;
  /** Absolute: what its paths start from. */
  readonly folder: string;
  /** Where it says something: `file:line:column` and the line. */
  where(path: readonly string[]): string;
}

export interface Loading extends Omit<Evaluation, "file"> {
  /** A file that must be there; without one, `unmoor.config.ts` in `cwd` may be. */
  readonly named: string | undefined;
  readonly source: boolean | undefined;
}

const NAMES = ["unmoor.config.ts", "unmoor.config.mts", "unmoor.config.js", "unmoor.config.mjs"];
const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

/**
 * Loads a configuration as an app is loaded: bundled, and evaluated in a process of its own.
 *
 * @returns undefined where there is none
 * @throws `INVALID_OPTION`, `UNKNOWN_OPTION`; `EVALUATION_FAILED` with the user's own line, and what else stops an app
 */
export async function loadConfig(loading: Loading): Promise<Loaded | undefined> {
  const { named, cwd } = loading;
  const found = (named === undefined ? NAMES : [named]).map((name) => resolve(cwd, name)).find(isFile);
  if (!found) {
    if (named === undefined) return undefined;
    throw fault("INVALID_OPTION", `there is no configuration "${named}"`, { help: "name a file after --config" });
  }
  const file = realpathSync(found);
  const { config, odd } = await bundled({ ...loading, entry: file, external: [] }, [], (bundle) =>
    evaluateConfig({ ...loading, cwd: dirname(file), file: bundle }, basename(file)),
  );
  const where = (path: readonly string[]): string => placeIn(file, path);
  if (odd)
    throw fault("INVALID_OPTION", `${odd.join(".") || "the configuration"} is no plain data`, {
      where: where(odd),
      help: "write text, numbers, true, false, lists and { }",
    });
  throwAll(configFaults(config, where));
  return { config: config as Config, folder: dirname(file), where };
}
