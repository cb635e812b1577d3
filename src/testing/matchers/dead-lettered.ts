import type { AnySource } from "../../app/index.ts";
import { nameOf } from "../plan.ts";
import { isCloud } from "./delivered.ts";
import { negation, often, type State, type Verdict, verdict, wrong } from "./matcher.ts";
import { spanOf, wholeStory } from "./story.ts";

/** Which dead letters are meant. */
export interface DeadLetteredOptions {
  /** Exactly so many; at least one by default. */
  readonly times?: number;
  /** What the reason says. */
  readonly reason?: string | RegExp;
  /** Kept by nobody, where the provider has no dead letters. */
  readonly lost?: boolean;
}

export function toHaveDeadLettered(
  this: State,
  cloud: unknown,
  of?: string | AnySource,
  { times, reason, lost }: DeadLetteredOptions = {},
): Verdict {
  if (!isCloud(cloud)) wrong("toHaveDeadLettered", "a cloud of simulate()", this, cloud);
  const attempted = new Set(cloud.attempts(of as string).map(({ event }) => event));
  const all = cloud.deadLetters;
  const name = typeof of === "object" ? nameOf(of) : of;
  const found = all.filter(
    (one) =>
      (name === undefined || one.function === name || attempted.has(one.event)) &&
      (reason === undefined || (typeof reason === "string" ? one.reason.includes(reason) : reason.test(one.reason))) &&
      (lost === undefined || one.lost === lost),
  );
  return verdict(times === undefined ? found.length > 0 : found.length === times, () => {
    const letters = all.map(
      ({ at, function: fn, event, reason, attempts, lost }) =>
        `  at ${spanOf(at)}, of ${fn}: ${event.id} after ${attempts} deliveries, ${lost ? "lost" : "kept"}: ${reason}`,
    );
    const parts = [
      `${negation(this)}to have dead-lettered ${name === undefined ? "anything" : `"${name}"`}`,
      reason !== undefined && `because of ${typeof reason === "string" ? `"${reason}"` : reason}`,
      lost !== undefined && (lost ? "as lost" : "as kept"),
      times !== undefined && often(times),
    ];
    const own = letters.length ? `Dead letters:\n${letters.join("\n")}` : "There are no dead letters.";
    return `expected ${parts.filter(Boolean).join(" ")}; it did ${often(found.length)}.\n${own}\n\n${wholeStory(cloud)}`;
  });
}
