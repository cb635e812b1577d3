import { simulate } from "unmoor/testing";
import { describe, test } from "vitest";
import { BEGINNING } from "../../src/conformance/events/clock.ts";
import { lineOf } from "../../src/conformance/events/invoke.ts";
import { functionOf, titleOf, toldIn } from "../../src/conformance/events/road.ts";
import type { EventCarrier, Sent, TaskCarrier } from "../../src/conformance/index.ts";
import { judge } from "../../src/conformance/index.ts";
import { eventCarriers, optionsOf, registered, taskCarriers } from "../conformance/event-carriers.ts";
import { topicsOf } from "../conformance/event-report.ts";
import * as app from "../scenarios/events.ts";

/** What a scenario asks for and no sender of a simulation can say. */
class Unsaid extends Error {}

const HOUR = 3_600_000;
const optionsFor = ({ provider, shape, trigger }: Pick<EventCarrier, "provider" | "shape"> & { trigger: string }) => {
  const adapter = registered.find(({ name }) => name === provider)!;
  const { env = {} } = optionsOf(adapter, shape);
  return { as: adapter, shapes: { [trigger]: shape }, env, now: BEGINNING };
};

function check({ type, time, datacontenttype, extensions, broken, receipt, attempt = 1 }: Sent): void {
  const all = { type, time, datacontenttype, extensions, broken, receipt, ...(attempt > 1 && { attempt }) };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) throw new Unsaid(name);
}

/** The same scenarios, with a simulation in the place of codec and inverse. */
const simulated = (direct: EventCarrier): EventCarrier => ({
  ...direct,
  async deliver(variant, events) {
    const title = titleOf(direct.trigger, variant);
    const plain = functionOf(app, title);
    // Whoever wants an order says so.
    const ordered = events.some(({ lane }) => lane !== undefined) && direct.trigger === "queue";
    const fn = ordered ? { ...plain, source: { ...plain.source, fifo: true } } : plain;
    // What fails comes again two hours later, so that its first delivery can be told from the rest.
    const cloud = simulate(
      { [title]: fn },
      { ...optionsFor(direct), concurrency: 1, timeout: "30s", retry: { backoff: () => "2h" } },
    );
    const ids: string[] = [];
    for (const sent of events) {
      check(sent);
      const { id, subject, source, lane, trace, data } = sent;
      const options = { id, subject, source, key: lane, trace };
      const said = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
      ids.push((await cloud.send({ ...fn.source, schema: undefined } as never, data as never, said)).id);
    }
    await cloud.clock.advance(HOUR);
    const dead = new Set(cloud.deadLetters.filter(({ attempts }) => attempts === 1).map(({ event }) => event.id));
    await cloud.clock.advance(3 * HOUR);
    const first = cloud.attempts().filter(({ attempt, at }) => attempt === 1 && at < HOUR);
    const later = cloud.attempts().filter(({ attempt, at }) => attempt > 1 || at >= HOUR);
    const until = BEGINNING + Math.min(...later.map(({ at }) => at));
    const log = cloud.log
      .filter(({ time }) => time < until)
      .map(lineOf)
      .join("\n");
    return {
      settled: ids.map((id) => {
        const ended = first.find(({ event }) => event.id === id);
        const error = ended?.error ?? new Error("it comes again");
        // Where nobody delivers twice, a retry ends as one that was given up.
        if (dead.has(id)) return { is: ended?.ended === "reject" ? "reject" : "retry", error };
        const next = later.find(({ event }) => event.id === id);
        if (!next) return { is: "done" };
        const pause = next.at - (ended?.endedAt ?? 0);
        return { is: "retry", error, ...(pause < HOUR && { afterMs: pause }) };
      }),
      handled: toldIn(log, "handled"),
      buried: toldIn(log, "buried"),
      log,
      tookMs: Math.max(...first.map(({ endedAt = 0 }) => endedAt)),
    };
  },
});

const calling = (direct: TaskCarrier): TaskCarrier => {
  const cloud = simulate(app, optionsFor(direct));
  return {
    ...direct,
    async call(name, input) {
      const result: unknown = await cloud.invoke(name as never, input as never).catch((thrown: Error) => thrown);
      return { result, log: cloud.log.map(lineOf).join("\n") };
    },
  };
};

/** Scenarios that ask for what a test of simulations has to ask otherwise, and where that is. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "with a concurrency of one, handlers run one after the other":
    "the app counts by invocation, and ids are the same in every simulation",
  "never more handlers run than the function allows":
    "the app counts by invocation, and ids are the same in every simulation",
  "near the deadline nothing is begun, and what was not begun comes again":
    "how many events come together is the provider's rule: test/testing/profile.test.ts",
  "stream: several poison events among good ones come again, and no other":
    "without a key, a partition is chosen by the id, and what shares it waits: test/testing/profile.test.ts",
};
const TOPICS: Readonly<Record<string, string>> = {
  batches: "how many events come together is the provider's rule: test/testing/profile.test.ts",
  lanes: "what waits for whom is the broker's: test/testing/broker.test.ts, test/testing/profile.test.ts",
};

/** Objects and runs have no sender to speak of: test/testing/delivery.test.ts has them. */
const SENT = new Set(["queue", "topic", "stream", "cloudEvent"]);
const carriers = [
  ...eventCarriers.filter(({ trigger }) => SENT.has(trigger)).map(simulated),
  ...taskCarriers.map(calling),
];

describe.each(
  carriers.map((carrier) => [`${carrier.provider} ${carrier.shape}, ${carrier.trigger}`, carrier] as const),
)("%s", (_, carrier) => {
  for (const [topic, scenarios] of Object.entries(topicsOf(carrier.trigger)).filter(([topic]) => !TOPICS[topic]))
    for (const scenario of scenarios.filter(
      ({ name }) => !OTHERWISE[name] && !OTHERWISE[`${carrier.trigger}: ${name}`],
    ))
      test(`${topic}: ${scenario.name}`, { timeout: 20_000 }, async ({ skip }) => {
        const verdict = await judge(scenario, carrier);
        if (verdict.is !== "fail") return;
        if (verdict.error instanceof Unsaid) skip(`no sender of a simulation says ${verdict.error.message}`);
        throw verdict.error;
      });
});
