import { type Duration, milliseconds } from "../../app/index.ts";
import { type BuildError, fault } from "../errors.ts";
import type { CommonOptions, Config, FunctionOptions, TargetFunctionOptions } from "./define.ts";
import { suggestion } from "./nearest.ts";

/** Tells what is wrong with a value, and at which path. */
type Rule = (value: unknown, path: readonly string[], tell: Tell) => void;
type Tell = (code: "UNKNOWN_OPTION" | "INVALID_OPTION", what: string, path: readonly string[]) => void;

const must =
  (words: string, holds: (value: unknown) => boolean): Rule =>
  (value, path, tell) => {
    if (!holds(value)) tell("INVALID_OPTION", `${path.join(".")} is ${shown(value)}; ${words}`, path);
  };
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? String(value);

const text = must("write text", isText);
const texts = must("write a list of texts", (value) => Array.isArray(value) && value.every(isText));
const positive = must("write a whole number above 0", (value) => Number.isInteger(value) && Number(value) > 0);
const duration = must('write 250, "10s" or "5m"', (value) => {
  try {
    return milliseconds(value as Duration) > 0;
  } catch {
    return false;
  }
});

/** Any names, each with a value of one kind. */
const record =
  (rule: Rule): Rule =>
  (value, path, tell) => {
    if (!isRecord(value))
      return tell("INVALID_OPTION", `${path.join(".")} is ${shown(value)}; write names in { }`, path);
    for (const [key, inner] of Object.entries(value)) if (inner !== undefined) rule(inner, [...path, key], tell);
  };

/** Names that are known. */
const members =
  (rules: Readonly<Record<string, Rule>>, others?: Rule): Rule =>
  (value, path, tell) =>
    record((inner, at) => {
      const key = at.at(-1) as string;
      const rule = Object.hasOwn(rules, key) ? rules[key] : others;
      if (rule) return rule(inner, at, tell);
      const inside = path.length ? ` of ${path.join(".")}` : "";
      tell("UNKNOWN_OPTION", `"${key}" is no option${inside}${suggestion(key, Object.keys(rules))}`, at);
    })(value, path, tell);

const functionRules: Readonly<Record<keyof FunctionOptions, Rule>> = {
  memory: positive,
  timeout: duration,
  attempts: positive,
};
const targetFunctionRules: Readonly<Record<keyof TargetFunctionOptions, Rule>> = { ...functionRules, shape: text };
const commonRules: Readonly<Record<keyof CommonOptions, Rule>> = {
  without: texts,
  degrade: record(texts),
  external: texts,
  functions: record(members(targetFunctionRules)),
  // The build says what it takes, of every way in which it is given.
  fetch: () => {},
};
/** What the options of every target may be called. */
export const COMMON: readonly string[] = Object.keys(commonRules);

// What is no common option is the adapter's, which is loaded later.
const target = members(commonRules, () => {});
const rules: Readonly<Record<keyof Config, Rule>> = {
  entry: text,
  out: text,
  name: text,
  targets: (value, path, tell) => (Array.isArray(value) ? texts : record(target))(value, path, tell),
  units: record(texts),
  functions: record(members(functionRules)),
  degrade: record(texts),
  external: texts,
  loadTimeout: duration,
};

/**
 * What is wrong with a configuration: unknown keys with the nearest one, and values of the wrong kind.
 *
 * @param where gives the place of a path
 */
export function configFaults(config: unknown, where: (path: readonly string[]) => string | undefined): BuildError[] {
  const faults: BuildError[] = [];
  const tell: Tell = (code, what, path) => void faults.push(fault(code, what, { where: where(path) }));
  if (isRecord(config)) members(rules)(config, [], tell);
  else tell("INVALID_OPTION", `the configuration is ${shown(config)}; export one by default: defineConfig({ … })`, []);
  return faults;
}
