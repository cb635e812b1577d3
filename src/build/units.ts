import type { Adapter, FunctionFacts, TargetConfig, Unit } from "../adapter/index.ts";
import type { Accepted } from "./accepted.ts";
import { type BuildError, fault } from "./errors.ts";
import { checkEvents } from "./events.ts";
import { chooseShape } from "./shape.ts";

/** Units of one target, what was given up for them, and what keeps functions out of them. */
export interface Units {
  readonly units: readonly Unit[];
  readonly warnings: readonly string[];
  readonly faults: readonly BuildError[];
}

/** How functions are put together, beside the adapter's own rules. */
export interface Grouping {
  readonly units?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly accepted: Accepted;
  /** Functions that are left out. */
  readonly without?: ReadonlySet<string>;
  /** Shapes of single functions. */
  readonly shapes?: Readonly<Record<string, string>>;
}

/**
 * What is deployed together: all HTTP functions form one unit, every other function its own, unless `units` says so.
 * Faults are `MISSING_TRIGGER`, `MISSING_TRAIT`, `INVALID_SCHEDULE`, `UNKNOWN_SHAPE`, `LIMIT_EXCEEDED`, `UNIT_CLASH` and
 * `INVALID_OPTION`; the units that have none are there.
 */
export function planUnits(
  all: readonly FunctionFacts[],
  adapter: Adapter,
  config: TargetConfig,
  { units: named = {}, accepted, without = new Set(), shapes = {} }: Grouping,
): Units {
  const faults: BuildError[] = [];
  const warnings = [...without].map((name) => `"${name}" is left out on ${adapter.name}`);
  const functions = all.filter(({ name }) => !without.has(name));
  const groups = new Map<string, FunctionFacts[]>();
  const names = new Map<string, string>();
  for (const [unit, members] of Object.entries(named)) for (const name of members) names.set(name, unit);
  for (const name of new Set([...names.keys(), ...accepted.names, ...without]))
    if (!all.some((fn) => fn.name === name))
      faults.push(fault("INVALID_OPTION", `units, degrade or without name "${name}", which is no function of the app`));
  for (const fn of functions) {
    const unit = unitName(names.get(fn.name) ?? (fn.trigger === "http" ? "http" : fn.name));
    const group = groups.get(unit) ?? [];
    const [first] = group;
    if (first && !names.has(fn.name) && fn.trigger !== "http")
      faults.push(
        fault("UNIT_CLASH", `"${first.name}" and "${fn.name}" both become the unit "${unit}"`, {
          help: "rename one, or put them into units of your own",
          functions: [first.name, fn.name],
        }),
      );
    else if (first && first.trigger !== fn.trigger)
      faults.push(
        fault("UNIT_CLASH", `the unit "${unit}" has ${first.trigger} and ${fn.trigger} functions`, {
          help: "one unit has one trigger",
          functions: [first.name, fn.name],
        }),
      );
    groups.set(unit, [...group, fn]);
  }
  const units: Unit[] = [];
  for (const [name, members] of groups) {
    const [{ trigger }] = members as [FunctionFacts, ...FunctionFacts[]];
    try {
      const warn = (warning: string): void => void warnings.push(warning);
      const shape = chooseShape({ trigger, functions: members, adapter, config, accepted, shapes }, warn);
      for (const fn of members) checkEvents(fn, shape, adapter, accepted);
      const given = members.map((fn) => withinLimit(fn, shape, adapter, accepted, warn));
      const longest = most(given.map((fn) => fn.timeoutMs));
      // A short limit of one function is its own: it must not become that of the others, which have the platform's.
      const timeoutMs = longest && longest <= DEFAULT_MS && given.some((fn) => !fn.timeoutMs) ? undefined : longest;
      const memoryMb = most(given.map((fn) => fn.memoryMb));
      units.push({
        name,
        trigger,
        shape,
        functions: given,
        module: `unmoor:functions/${name}`,
        ...(timeoutMs && { timeoutMs }),
        ...(memoryMb && { memoryMb }),
      });
    } catch (thrown) {
      if (!(thrown as BuildError).code) throw thrown;
      faults.push(thrown as BuildError);
    }
  }
  return { units, warnings, faults };
}

/**
 * A function whose timeout is one that the platform grants: lowered where that was accepted.
 *
 * @throws `LIMIT_EXCEEDED`
 */
function withinLimit(
  fn: FunctionFacts,
  shape: string,
  adapter: Adapter,
  accepted: Accepted,
  warn: (warning: string) => void,
): FunctionFacts {
  const limit = adapter.shapes[shape]?.limits.durationMs;
  if (!fn.timeoutMs || !limit || fn.timeoutMs <= limit) return fn;
  const asks = `"${fn.name}" asks for ${fn.timeoutMs} ms, and ${adapter.name} ends ${shape} after ${limit} ms`;
  if (!accepted.has(fn.name, "LIMIT_EXCEEDED"))
    throw fault("LIMIT_EXCEEDED", asks, {
      help: "lower the function's timeout, or choose a shape that lasts longer",
      functions: [fn.name],
      page: adapter.shapes[shape]?.limits.page,
    });
  warn(`${asks}; its timeout is lowered, as accepted`);
  return { ...fn, timeoutMs: limit };
}

/** Letters, digits and dashes: what every provider takes for a folder and most for a resource. */
const unitName = (name: string): string => name.replace(/[^A-Za-z\d]+/g, "-").replace(/^-|-$/g, "") || "unit";

/** Every provider grants about this much where nothing is asked for: AWS 29 s by our template, the others more. */
const DEFAULT_MS = 30_000;

const most = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((a, b) => (b === undefined || (a ?? 0) > b ? a : b), undefined);
