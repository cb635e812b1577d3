import type { Adapter, AnyShape, Codec, Inverse, Kind, Profile, Trigger } from "../adapter/index.ts";
import { error } from "../adapter/index.ts";
import type { AnyFunction, EventFunction } from "../app/index.ts";
import { nameOf } from "./plan.ts";
import { generic } from "./profile.ts";

/** Which shapes carry which triggers; the adapter's own choice by default. */
export type Shapes = Readonly<Partial<Record<Trigger, string>>>;

/** A shape of a provider that carries a function, ready to use. */
export interface Carrier<K extends Kind = Kind> {
  readonly name: string;
  readonly shape: AnyShape;
  readonly codec: Codec<K, unknown, unknown>;
  readonly inverse: Inverse<K, unknown, unknown>;
  readonly profile: Profile;
}

/** Asking for a module takes a while, even for one that is there. */
const loaded = new Map<string, Adapter>();

/** A provider by its name. They are found by the package's own registry. */
export async function providerOf(as: string | Adapter): Promise<Adapter> {
  const known = typeof as === "string" ? loaded.get(as) : as;
  if (known || typeof as !== "string") return known as Adapter;
  const { adapters } = await import("unmoor/adapters");
  const load = adapters[as];
  if (!load) throw error("UNKNOWN_PROVIDER", `"${as}" is no provider; there are ${Object.keys(adapters).join(", ")}`);
  const { adapter } = await load();
  loaded.set(as, adapter);
  return adapter;
}

/**
 * The shape that carries a trigger.
 *
 * @throws `MISSING_TRAIT` where the provider has none; `UNKNOWN_SHAPE`
 */
export function shapeOf(adapter: Adapter, trigger: Trigger, wanted: string | undefined): [string, AnyShape] {
  const carriers = adapter.triggers[trigger];
  if ("lacks" in carriers && wanted === undefined) throw error("MISSING_TRAIT", `${adapter.name}: ${carriers.lacks}`);
  const name = wanted ?? (carriers as readonly string[])[0] ?? "";
  const shape = adapter.shapes[name];
  if (shape) return [name, shape];
  const all = Object.keys(adapter.shapes).join(", ");
  throw error("UNKNOWN_SHAPE", `${adapter.name} has no shape "${name}"; it has ${all}`);
}

/** The carrier of a function, with the build-time facts that a unit of it would have. */
export function carrierOf<K extends Kind>(
  adapter: Adapter,
  trigger: Trigger,
  wanted: string | undefined,
  name: string,
  fn?: AnyFunction,
): Carrier<K> {
  const [shapeName, shape] = shapeOf(adapter, trigger, wanted);
  const profile = adapter.profiles?.[shapeName] ?? generic;
  return {
    name: shapeName,
    shape,
    codec: shape.codec(factsOf(name, fn, profile) as never) as unknown as Codec<K, unknown, unknown>,
    inverse: shape.inverse as unknown as Inverse<K, unknown, unknown>,
    profile,
  };
}

/** What every codec could be told of a function; each reads what it knows. */
function factsOf(name: string, fn: AnyFunction | undefined, { delivery }: Profile): object {
  if (fn?.kind !== "event") return {};
  const { source, options } = fn as EventFunction;
  const attempts = options.attempts ?? delivery?.attempts;
  return {
    name,
    kind: source.kind,
    channel: nameOf(source) || name,
    partial: true,
    deadLetter: options.deadLetter !== undefined,
    when: options.when ?? "created",
    ...(Number.isFinite(attempts) && { attempts }),
    ...(source.cron && { cron: source.cron }),
    ...(source.match && { match: source.match }),
  };
}
