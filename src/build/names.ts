import type { FunctionFacts } from "../adapter/index.ts";
import type { Accepting } from "./accepted.ts";
import { checkCodes } from "./catalogue/check.ts";
import { suggestion } from "./config/nearest.ts";
import { COMMON } from "./config/validate.ts";
import { type BuildError, fault, throwAll } from "./errors.ts";
import type { BuildOptions, Target } from "./options.ts";

/**
 * Refuses options that no other check sees: of targets that are none, under keys that nobody reads, names and times.
 *
 * @throws `INVALID_OPTION`, `UNKNOWN_OPTION`
 */
export function checkOptions(
  { options = {}, adapters = {}, name, timeoutMs = 0, graceMs = 0, where }: BuildOptions,
  targets: readonly Target[],
): void {
  const faults: BuildError[] = [];
  const known = new Set([...Object.keys(adapters), ...targets.flatMap((target) => [target.name, target.given])]);
  // An adapter given by its path is loaded only when it is a target.
  for (const target of Object.keys(options))
    if (!known.has(target) && !/[./\\]/.test(target))
      faults.push(
        fault("INVALID_OPTION", `there are options for "${target}", which is no target${suggestion(target, known)}`, {
          help: `the targets are ${targets.map((each) => each.name).join(", ")}`,
          where: where?.(["targets", target]),
        }),
      );
  for (const { name: target, given, adapter } of targets) {
    const keys = adapter.options && [...Object.keys(adapter.options), ...COMMON, "shape"];
    for (const key of keys ? Object.keys(options[target] ?? options[given] ?? {}) : [])
      if (!keys?.includes(key))
        faults.push(
          fault("UNKNOWN_OPTION", `"${key}" is no option of ${target}${suggestion(key, keys ?? [])}`, {
            help: `it takes ${keys?.join(", ")}`,
            where: where?.(["targets", target, key]),
          }),
        );
  }
  if (name !== undefined && !/^[a-z][a-z\d-]*$/.test(name))
    faults.push(
      fault("INVALID_OPTION", `the name "${name}" does not suit every provider`, {
        help: "use small letters, digits and dashes, a letter first",
        where: where?.(["name"]),
      }),
    );
  for (const ms of [timeoutMs, graceMs])
    if (!(ms >= 0 && ms <= 2 ** 31 - 1)) faults.push(fault("INVALID_OPTION", `${ms} is no time in milliseconds`));
  throwAll(faults);
}

/** Traits that a function can do without, and codes of what can be accepted. */
const ACCEPTED: readonly string[] = [
  ...["streaming", "deadLetter", "order", "delay", "partial", "redelivery"],
  "LIMIT_EXCEEDED",
  ...Object.keys(checkCodes),
];

/**
 * Refuses options of functions that the app does not have.
 *
 * @throws `UNKNOWN_OPTION`
 */
export function checkNames(
  functions: readonly FunctionFacts[],
  { functions: chosen = {}, options = {}, degrade, where }: BuildOptions,
  targets: readonly Target[],
): void {
  const known = functions.map(({ name }) => name);
  const faults: BuildError[] = [];
  const check = (names: object | undefined, path: readonly string[]): void => {
    for (const name of Object.keys(names ?? {}))
      if (!known.includes(name))
        faults.push(
          fault("UNKNOWN_OPTION", `"${name}" is no function of the app${suggestion(name, known)}`, {
            where: where?.([...path, name]),
          }),
        );
  };
  const words = (given: unknown, path: readonly string[]): void => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) return;
    for (const [name, list] of Object.entries(given as Accepting))
      for (const [i, word] of list.entries())
        if (!ACCEPTED.includes(word))
          faults.push(
            fault("UNKNOWN_OPTION", `"${word}" is nothing that can be accepted${suggestion(word, ACCEPTED)}`, {
              help: "name a trait, or a code that unmoor check prints",
              where: where?.([...path, name, String(i)]),
            }),
          );
  };
  words(degrade, ["degrade"]);
  check(chosen, ["functions"]);
  for (const { name, given } of targets) {
    const own = options[name] ?? options[given];
    check(own?.functions, ["targets", name, "functions"]);
    words(own?.degrade, ["targets", name, "degrade"]);
  }
  throwAll(faults);
}
