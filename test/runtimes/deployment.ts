import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Adapter, AnyShape, Incoming, Inverse, Settled } from "../../src/adapter/index.ts";
import type { BuiltUnit, Manifest } from "../../src/build/manifest.ts";

/** What a function's runtime gave back. */
export interface Answer {
  /** In the codec's terms; an Error is the provider's own failure. */
  readonly reply: unknown;
  /** The same in a few words, as the provider was told. */
  readonly told: string;
}

/** A whole app on a provider's own runtime: requests by its origin, all else as the provider hands it over. */
export interface Deployment {
  readonly origin: string;
  /**
   * Hands a delivery to a unit.
   *
   * @param wire what the inverse of its shape makes
   */
  send(unit: BuiltUnit, wire: unknown): Promise<Answer>;
  logs(): string;
  stop(): Promise<void>;
}

/** The units that a build wrote for a provider. */
export async function unitsOf(out: string, provider: string): Promise<readonly BuiltUnit[]> {
  const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as Manifest;
  return manifest.targets[provider]?.units ?? [];
}

type AnyInverse = Inverse<"events" | "task", unknown, unknown>;

/** What became of events, in the order of `events`, and what the provider was told of each delivery. */
export interface Delivered {
  readonly settled: readonly Settled[];
  readonly told: readonly string[];
}

/** Delivers events to a unit as their provider would: lane by lane, each in one delivery where the shape can. */
export async function deliver(
  { shapes }: Adapter,
  deployment: Deployment,
  unit: BuiltUnit,
  events: readonly Incoming[],
): Promise<Delivered> {
  const { inverse } = shapes[unit.shape] as AnyShape & { readonly inverse: AnyInverse };
  const settled: Settled[] = [];
  const told: string[] = [];
  const once = async (group: readonly Incoming[], wire: unknown): Promise<void> => {
    const answer = await deployment.send(unit, wire);
    const ended = inverse.outcome(answer.reply, wire, []) as readonly Settled[];
    ended.forEach((one, index) => {
      settled[events.indexOf(group[index] as Incoming)] = one;
    });
    told.push(answer.told);
  };
  for (const lane of Map.groupBy(events, ({ lane }) => lane).values()) {
    const together = await wireOf(inverse, lane).catch(() => undefined);
    if (together) await once(lane, together);
    else for (const one of lane) await once([one], await wireOf(inverse, [one]));
  }
  return { settled, told };
}

/** @throws where the shape carries fewer events at a time */
const wireOf = async (inverse: AnyInverse, events: readonly Incoming[]): Promise<unknown> => inverse.wire({ events });

/** Calls a task. */
export async function invoke(
  { shapes }: Adapter,
  deployment: Deployment,
  unit: BuiltUnit,
  input: unknown,
): Promise<{ readonly result: unknown; readonly told: string }> {
  const { inverse } = shapes[unit.shape] as AnyShape & { readonly inverse: AnyInverse };
  const wire = await inverse.wire({ input });
  const { reply, told } = await deployment.send(unit, wire);
  return { result: await inverse.outcome(reply, wire, []), told };
}
