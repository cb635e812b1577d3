import { type Duration, milliseconds } from "../../app/index.ts";
import type { Attempt } from "../attempt.ts";
import { isCloud } from "./delivered.ts";
import { negation, type State, type Verdict, verdict, wrong } from "./matcher.ts";
import { spanOf, wholeStory } from "./story.ts";

/** Milliseconds from the end of each failed delivery to the next one, by event and function; of those that came again. */
function pausesOf(attempts: readonly Attempt[]): ReadonlyMap<string, readonly number[]> {
  const all = Map.groupBy(attempts, (one) => `${one.event.id} to ${one.function}`);
  const pauses = [...all].map(([name, own]): [string, number[]] => [
    name,
    own.slice(1).flatMap(({ at }, index) => {
      const { ended, endedAt = at } = own[index] as Attempt;
      return ended === "done" || ended === undefined ? [] : [at - endedAt];
    }),
  ]);
  return new Map(pauses.filter(([, list]) => list.length));
}

export function toHaveRetriedAfter(this: State, cloud: unknown, ...expected: readonly Duration[]): Verdict {
  if (!isCloud(cloud)) wrong("toHaveRetriedAfter", "a cloud of simulate()", this, cloud);
  const wanted = expected.map(milliseconds);
  const seen = pausesOf(cloud.attempts());
  const pass = seen.size > 0 && [...seen.values()].every((pauses) => this.equals(pauses, wanted));
  return verdict(pass, () => {
    const own = [...seen].map(([name, pauses]) => `  ${name}: ${pauses.map(spanOf).join(", ")}`);
    const said = own.length ? `These are its pauses:\n${own.join("\n")}` : "No event came again after a failure.";
    const pauses = wanted.map(spanOf).join(", ") || "no pause at all";
    return `expected every event that failed ${negation(this)}to come again after ${pauses}.\n${said}\n\n${wholeStory(cloud)}`;
  });
}
