import { isDeepStrictEqual } from "node:util";
import type { Adapter, Traits } from "../src/adapter/index.ts";
import type { BuiltUnit } from "../src/build/manifest.ts";
import { type Deployment, deliver, invoke } from "../test/runtimes/deployment.ts";
import { type DemoEvent, happenings } from "./demo-events.ts";

/** How something ended on one provider. */
export interface Seen {
  /** Whether it is what every provider must make of it, or differs by what this one declares to lack. */
  readonly right: boolean;
  /** `done`, `retry`, `retry in 5 min`, `dead letter`, `answered`; `–` where the provider has no such trigger. */
  readonly is: string;
  /** What the provider was told. */
  readonly told: string;
  /** What it was answered, in JSON. */
  readonly result?: string;
  /** What it lacks, in words. */
  readonly lacks?: string;
}

/** The functions of examples/orders that a provider cannot run, and that its build leaves out. */
export const withoutOf = ({ triggers }: Adapter): string[] =>
  happenings.flatMap(({ function: name, trigger }) => ("lacks" in triggers[trigger] ? [name] : []));

/** Hands one happening to one provider's runtime, and says what the provider makes of the answer. */
export async function happen(
  happening: DemoEvent,
  adapter: Adapter,
  deployment: Deployment,
  units: readonly BuiltUnit[],
): Promise<Seen> {
  const { ends, events, input, trigger } = happening;
  const unit = units.find(({ functions }) => functions.some(({ name }) => name === happening.function));
  if (!unit) {
    const carriers = adapter.triggers[trigger];
    return "lacks" in carriers
      ? { right: true, is: "–", told: "", lacks: carriers.lacks }
      : { right: false, is: "missing", told: "" };
  }
  if (!events) {
    const { result, told } = await (trigger === "http"
      ? post(deployment, input)
      : invoke(adapter, deployment, unit, input));
    const right = ends.is === "answered" && isDeepStrictEqual(result, ends.result);
    return { right, is: result instanceof Error ? "failed" : "answered", told, result: JSON.stringify(result) };
  }
  // What the function itself has said of it: an answer alone may be a stranger's.
  const words = { done: "", retry: `${unit.name}: retry`, "dead letter": "put away", answered: "" }[ends.is];
  const before = said(deployment, words);
  const { settled, told: answers } = await deliver(adapter, deployment, unit, events);
  const spoken = await more(deployment, words, before);
  // Alike for each of several deliveries.
  const [each, ...others] = new Set(answers);
  const told = others[0] ? answers.join(" ") : `${answers[1] ? `${answers.length} × ` : ""}${each}`;
  if (settled.length === events.length && settled.every(({ is }) => is === "done")) {
    const is = ends.is === "dead letter" && spoken ? ends.is : "done";
    return { right: ends.is === is, is, told };
  }
  const afterMs = settled[0]?.is === "retry" ? settled[0].afterMs : undefined;
  const is = afterMs === undefined ? "retry" : `retry in ${afterMs / 60_000} min`;
  const { delay } = (adapter.shapes[unit.shape] as { readonly traits: Traits<"events"> }).traits;
  const kept = ends.is === "retry" && spoken && afterMs === (delay === true ? ends.afterMs : undefined);
  return { right: kept, is, told, ...(kept && delay !== true && { lacks: delay.lacks }) };
}

async function post(
  { origin }: Deployment,
  order: unknown,
): Promise<{ readonly result: unknown; readonly told: string }> {
  const response = await fetch(`${origin}/orders`, { method: "POST", body: JSON.stringify(order) });
  return { result: await response.json(), told: `${response.status}` };
}

/** How many lines of the log have such a message. */
const said = ({ logs }: Deployment, words: string): number => logs().split(`"message":"${words}"`).length;

/** Whether there is one more; the line may come a little later than the answer. */
async function more(deployment: Deployment, words: string, before: number): Promise<boolean> {
  const until = Date.now() + (words ? 10_000 : 0);
  while (said(deployment, words) === before && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return said(deployment, words) > before;
}
