import type { Adapter, FunctionFacts, TargetConfig, Trigger, Unit } from "../adapter/index.ts";
import { type BuildError, fault, throwAll } from "./errors.ts";
import { checkEvents } from "./events.ts";

/** Units of one target, and what was given up for them. */
export interface Units {
  readonly units: readonly Unit[];
  readonly warnings: readonly string[];
}

/** How functions are put together, beside the adapter's own rules. */
export interface Grouping {
  readonly units?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly degrade: ReadonlySet<string>;
  /** Functions that are left out. */
  readonly without?: ReadonlySet<string>;
}

/**
 * What is deployed together: all HTTP functions form one unit, every other function its own, unless `units` says so.
 *
 * @throws `MISSING_TRIGGER`, `MISSING_TRAIT`, `INVALID_SCHEDULE`, `UNKNOWN_SHAPE`, `LIMIT_EXCEEDED`, `UNIT_CLASH`, `INVALID_OPTION`
 */
export function planUnits(
  all: readonly FunctionFacts[],
  adapter: Adapter,
  config: TargetConfig,
  { units: named = {}, degrade, without = new Set() }: Grouping,
): Units {
  const faults: BuildError[] = [];
  const warnings = [...without].map((name) => `"${name}" is left out on ${adapter.name}`);
  const functions = all.filter(({ name }) => !without.has(name));
  const groups = new Map<string, FunctionFacts[]>();
  const names = new Map<string, string>();
  for (const [unit, members] of Object.entries(named)) for (const name of members) names.set(name, unit);
  for (const name of [...names.keys(), ...degrade, ...without])
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
        }),
      );
    else if (first && first.trigger !== fn.trigger)
      faults.push(
        fault("UNIT_CLASH", `the unit "${unit}" has ${first.trigger} and ${fn.trigger} functions`, {
          help: "one unit has one trigger",
        }),
      );
    groups.set(unit, [...group, fn]);
  }
  const units: Unit[] = [];
  for (const [name, members] of groups) {
    const [first] = members as [FunctionFacts, ...FunctionFacts[]];
    try {
      const shape = chooseShape(first.trigger, members, adapter, config, degrade, warnings);
      for (const fn of members) checkEvents(fn, shape, adapter);
      const longest = most(members.map((fn) => fn.timeoutMs));
      // A short limit of one function is its own: it must not become that of the others, which have the platform's.
      const timeoutMs = longest && longest <= DEFAULT_MS && members.some((fn) => !fn.timeoutMs) ? undefined : longest;
      const memoryMb = most(members.map((fn) => fn.memoryMb));
      const limit = adapter.shapes[shape]?.limits.durationMs;
      if (timeoutMs && limit && timeoutMs > limit)
        throw fault(
          "LIMIT_EXCEEDED",
          `"${members.find((fn) => fn.timeoutMs === timeoutMs)?.name}" asks for ${timeoutMs} ms, and ${adapter.name} ends ${shape} after ${limit} ms`,
          { help: "lower the function's timeout, or choose a shape that lasts longer" },
        );
      units.push({
        name,
        trigger: first.trigger,
        shape,
        functions: members,
        module: `unmoor:functions/${name}`,
        ...(timeoutMs && { timeoutMs }),
        ...(memoryMb && { memoryMb }),
      });
    } catch (thrown) {
      if (!(thrown as BuildError).code) throw thrown;
      faults.push(thrown as BuildError);
    }
  }
  throwAll(faults);
  return { units, warnings };
}

/** Which shape carries a unit: what the config names, else the adapter's first; the streaming one where asked for. */
function chooseShape(
  trigger: Trigger,
  functions: readonly FunctionFacts[],
  adapter: Adapter,
  config: TargetConfig,
  degrade: ReadonlySet<string>,
  warnings: string[],
): string {
  const list = functions.map(({ name }) => `"${name}"`).join(", ");
  const carriers = adapter.triggers[trigger] ?? { lacks: "it does not know this trigger" };
  if ("lacks" in carriers)
    throw fault("MISSING_TRIGGER", `${adapter.name} cannot run ${list} (${trigger}): ${carriers.lacks}`, {
      help: `leave ${functions.length > 1 ? "them" : "it"} out here: --set ${adapter.name}.without=${functions.map(({ name }) => name).join()}; or use another source`,
    });
  const shape =
    (config[trigger] as string | undefined) ??
    (trigger === "http" ? (config.shape as string | undefined) : undefined) ??
    carriers[0];
  if (!shape || !carriers.includes(shape))
    throw fault("UNKNOWN_SHAPE", `${adapter.name}.${trigger} is "${shape}", which does not carry it`, {
      help: `use ${carriers.map((name) => `"${name}"`).join(", ")}`,
    });
  const streaming = functions.filter((fn) => fn.streaming);
  const { traits, streamed } = adapter.shapes[shape] ?? {};
  if (!streaming[0] || traits?.streaming === true) return shape;
  const buffered = streaming.filter(({ name }) => degrade.has(name));
  if (streamed && buffered.length < streaming.length) return streamed;
  const failing = streaming.filter(({ name }) => !degrade.has(name)).map(({ name }) => `"${name}"`);
  const sentence = traits?.streaming?.lacks ?? `${shape} does not stream`;
  if (failing[0])
    throw fault("MISSING_TRAIT", `${failing.join(", ")} cannot stream as ${adapter.name} ${shape}: ${sentence}`, {
      help: `choose a shape that streams${streamers(carriers, adapter)}, or degrade by name: --degrade ${failing.join(",").replaceAll('"', "")}`,
    });
  for (const { name } of buffered) warnings.push(`"${name}" is buffered as ${adapter.name} ${shape}: ${sentence}`);
  return shape;
}

function streamers(carriers: readonly string[], adapter: Adapter): string {
  const names = carriers.filter(
    (name) => adapter.shapes[name]?.streamed || adapter.shapes[name]?.traits.streaming === true,
  );
  return names[0] ? ` (${adapter.name}.http=${names.join(" or ")})` : "";
}

/** Letters, digits and dashes: what every provider takes for a folder and most for a resource. */
const unitName = (name: string): string => name.replace(/[^A-Za-z\d]+/g, "-").replace(/^-|-$/g, "") || "unit";

/** Every provider grants about this much where nothing is asked for: AWS 29 s by our template, the others more. */
const DEFAULT_MS = 30_000;

const most = (values: readonly (number | undefined)[]): number | undefined =>
  values.reduce((a, b) => (b === undefined || (a ?? 0) > b ? a : b), undefined);
