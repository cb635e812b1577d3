import type { AnySource } from "../../app/index.ts";
import type { Attempt } from "../attempt.ts";
import type { Cloud } from "../cloud.ts";
import { nameOf } from "../plan.ts";
import { negation, often, type State, shown, type Verdict, verdict, wrong } from "./matcher.ts";
import { wholeStory } from "./story.ts";

/** Which deliveries are meant. */
export interface DeliveredOptions {
  /** Exactly so many; at least one by default. */
  readonly times?: number;
  /** To this function. */
  readonly to?: string;
  /** Whose data have at least these members; matchers of `expect` fit. */
  readonly data?: unknown;
  /** That ended so. */
  readonly ended?: NonNullable<Attempt["ended"]>;
}

export const isCloud = (value: unknown): value is Cloud =>
  typeof (value as Cloud | undefined)?.attempts === "function" && "deadLetters" in (value as Cloud);

export function toHaveDelivered(
  this: State,
  cloud: unknown,
  of?: string | AnySource,
  { times, to, data, ended }: DeliveredOptions = {},
): Verdict {
  if (!isCloud(cloud)) wrong("toHaveDelivered", "a cloud of simulate()", this, cloud);
  const { iterableEquality, subsetEquality } = this.utils;
  const found = cloud
    .attempts(of as string)
    .filter(
      (one) =>
        (to === undefined || one.function === to) &&
        (ended === undefined || one.ended === ended) &&
        (data === undefined || this.equals(one.event.data, data, [iterableEquality, subsetEquality])),
    );
  const pass = times === undefined ? found.length > 0 : found.length === times;
  const name = of === undefined ? "anything" : `"${typeof of === "string" ? of : nameOf(of)}"`;
  const parts = [
    `${negation(this)}to have delivered ${name}`,
    to !== undefined && `to ${to}`,
    data !== undefined && `with data ${shown(this, data)}`,
    ended !== undefined && `that ended as ${ended}`,
    times !== undefined && often(times),
  ];
  return verdict(
    pass,
    () => `expected ${parts.filter(Boolean).join(" ")}; it did ${often(found.length)}.\n\n${wholeStory(cloud)}`,
  );
}
