import type { Adapter, AnyShape, FunctionFacts, TargetConfig, Unit } from "../../adapter/index.ts";
import type { Draft, Place } from "./finding.ts";
import type { Reach } from "./reach.ts";

/** A function on a target. */
export interface Subject {
  readonly adapter: Adapter;
  readonly fn: FunctionFacts;
  /** What carries it, and its name; absent where nothing does. */
  readonly shape?: AnyShape | undefined;
  readonly carrier?: string | undefined;
  readonly reach: Reach;
  /** JSON Schema of its data, where its schema tells one. */
  readonly schema?: unknown;
  /** Every provider of the registry: whose SDK is it? */
  readonly providers: readonly Adapter[];
}

/** A rule: looks at one function on one target. Pure. */
export type Rule = (subject: Subject) => Iterable<Draft>;

/** A rule over a whole unit. Pure. */
export type UnitRule = (unit: Unit, adapter: Adapter, config: TargetConfig) => Iterable<Draft>;

/** Where an option of a function is written, or else the function. */
export const placeOf = ({ reach }: Subject, option: string): Place | undefined =>
  reach.options.get(option) ?? reach.place;

/** The page of a shape's limits, or of the provider's. */
export const pageOf = ({ shape, adapter }: Subject): string | undefined => shape?.limits.page ?? adapter.platform?.page;

/** Whether a name is one of some patterns, which may end in `*`. */
export const matches = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((each) => (each.endsWith("*") ? name.startsWith(each.slice(0, -1)) : name === each));
