import { fault } from "../errors.ts";
import type { TargetOptions } from "../options.ts";

/** What the command line says; absent where it says nothing. */
export interface Flags {
  readonly config?: string;
  readonly target?: readonly string[];
  readonly out?: string;
  readonly name?: string;
  readonly set: readonly string[];
  readonly unit: readonly string[];
  readonly degrade: readonly string[];
  readonly external: readonly string[];
  readonly timeout?: number;
}

/**
 * `["aws.http=rest"]` → `{ aws: { http: "rest" } }`; values are JSON where they parse as such, else text.
 *
 * @throws `INVALID_OPTION`
 */
export function choices(sets: readonly string[]): Record<string, TargetOptions> {
  const options: Record<string, Record<string, unknown>> = {};
  for (const set of sets) {
    const [, target, key, value = ""] = /^([a-z][a-z\d-]*)\.(\w+)=(.*)$/s.exec(set) ?? [];
    if (!target || !key)
      throw fault("INVALID_OPTION", `--set ${set} is no choice`, { help: "write --set aws.http=function-url" });
    options[target] = { ...options[target], [key]: parse(value) };
  }
  return options;
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/**
 * `["admin=users,roles"]` → `{ admin: ["users", "roles"] }`.
 *
 * @throws `INVALID_OPTION`
 */
export function groups(units: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(
    units.map((unit) => {
      const [name = "", functions] = unit.split("=");
      if (!name || !functions)
        throw fault("INVALID_OPTION", `--unit ${unit} is no unit`, { help: "write --unit admin=users,roles" });
      return [name, functions.split(",")];
    }),
  );
}
