import type { Adapter, FunctionFacts, Lack, TargetConfig, Trigger } from "../adapter/index.ts";
import type { Accepted } from "./accepted.ts";
import { fault } from "./errors.ts";

/** What decides which shape carries a unit. */
export interface Choice {
  readonly trigger: Trigger;
  readonly functions: readonly FunctionFacts[];
  readonly adapter: Adapter;
  readonly config: TargetConfig;
  readonly accepted: Accepted;
  /** By function, what the configuration chooses. */
  readonly shapes: Readonly<Record<string, string>>;
}

/**
 * Which shape carries a unit: what the configuration names, else the adapter's first; the streaming one where asked for.
 *
 * @param warn is told what was given up
 * @throws `MISSING_TRIGGER`, `UNKNOWN_SHAPE`, `UNIT_CLASH`, `MISSING_TRAIT`
 */
export function chooseShape(
  { trigger, functions, adapter, config, accepted, shapes }: Choice,
  warn: (warning: string) => void,
): string {
  const names = functions.map(({ name }) => name);
  const carriers: readonly string[] | Lack = adapter.triggers[trigger] ?? { lacks: "it does not know this trigger" };
  if ("lacks" in carriers)
    throw fault("MISSING_TRIGGER", `${adapter.name} cannot run ${quoted(names)} (${trigger}): ${carriers.lacks}`, {
      help: `leave ${names.length > 1 ? "them" : "it"} out here: --set ${adapter.name}.without=${names}; or use another source`,
      functions: names,
      page: carriers.page,
    });
  const [own, ...others] = new Set(names.map((name) => shapes[name]));
  if (others.length)
    throw fault("UNIT_CLASH", `${quoted(names)} are one unit on ${adapter.name} and are given different shapes`, {
      help: "one unit has one shape: put them into units of their own",
      functions: names,
    });
  const shape =
    own ??
    (config[trigger] as string | undefined) ??
    (trigger === "http" ? (config.shape as string | undefined) : undefined) ??
    carriers[0];
  if (!shape || !carriers.includes(shape))
    throw fault("UNKNOWN_SHAPE", `${adapter.name}.${trigger} is "${shape}", which does not carry it`, {
      help: `use ${carriers.map((name) => `"${name}"`).join(", ")}`,
      functions: names,
    });
  const streaming = functions.filter((fn) => fn.streaming);
  const { traits, streamed } = adapter.shapes[shape] ?? {};
  if (!streaming[0] || traits?.streaming === true) return shape;
  const buffered = streaming.filter(({ name }) => accepted.has(name, "streaming"));
  if (streamed && buffered.length < streaming.length) return streamed;
  const failing = streaming.filter((fn) => !buffered.includes(fn)).map(({ name }) => name);
  const lack = traits?.streaming;
  const sentence = lack?.lacks ?? `${shape} does not stream`;
  if (failing[0])
    throw fault("MISSING_TRAIT", `${quoted(failing)} cannot stream as ${adapter.name} ${shape}: ${sentence}`, {
      help: `choose a shape that streams${streamers(carriers, adapter)}, or degrade by name: --degrade ${failing}`,
      functions: failing,
      page: lack?.page,
    });
  for (const { name } of buffered) warn(`"${name}" is buffered as ${adapter.name} ${shape}: ${sentence}`);
  return shape;
}

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");

function streamers(carriers: readonly string[], adapter: Adapter): string {
  const names = carriers.filter(
    (name) => adapter.shapes[name]?.streamed || adapter.shapes[name]?.traits.streaming === true,
  );
  return names[0] ? ` (${adapter.name}.http=${names.join(" or ")})` : "";
}
