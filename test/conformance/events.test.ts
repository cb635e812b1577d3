import { mkdir, writeFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import {
  type EventCarrier,
  eventScenarios,
  judge,
  type Result,
  resultOf,
  type Scenario,
  type TaskCarrier,
  taskScenarios,
} from "../../src/conformance/index.ts";
import { eventCarriers, taskCarriers } from "./event-carriers.ts";
import { RESULTS } from "./report.ts";

type Either = EventCarrier | TaskCarrier;

/** Of every shape the results of all its triggers. */
const results = new Map<string, Result[]>();

function conform<C extends Either>(carrier: C, topics: Readonly<Record<string, readonly Scenario<C>[]>>): void {
  const { provider, shape, trigger } = carrier;
  const file = `codec-${provider}-${shape}.json`;
  const own = results.get(file) ?? [];
  results.set(file, own);
  describe(`${provider} ${shape}, ${trigger} (codec)`, () => {
    for (const [topic, scenarios] of Object.entries(topics))
      describe(topic, () => {
        for (const scenario of scenarios)
          test(scenario.name, async () => {
            const verdict = await judge(scenario, carrier);
            own.push(resultOf(scenario, carrier, verdict));
            if (verdict.is === "fail") throw verdict.error;
            // A lack is no pass by silence: each has its sentence.
            if (verdict.is === "lacks") for (const { sentence } of verdict.lacks) expect(sentence).not.toBe("");
          });
      });
  });
}

for (const carrier of eventCarriers) conform(carrier, eventScenarios[carrier.trigger]);
for (const carrier of taskCarriers) conform(carrier, taskScenarios);

afterAll(async () => {
  await mkdir(RESULTS, { recursive: true });
  for (const [file, list] of results) await writeFile(new URL(file, RESULTS), `${JSON.stringify(list, null, 2)}\n`);
});

test("the list has at least 60 scenarios, and no two of a trigger have one name", () => {
  const byTrigger = [...Object.values(eventScenarios), taskScenarios].map((topics) =>
    (Object.values(topics) as { name: string }[][]).flat().map(({ name }) => name),
  );
  for (const names of byTrigger) expect(new Set(names).size).toBe(names.length);
  expect(new Set(byTrigger.flat()).size).toBeGreaterThanOrEqual(60);
});

test("memory carries every trigger", () => {
  const carried = [...eventCarriers, ...taskCarriers].filter(({ provider }) => provider === "memory");
  expect(carried.map(({ trigger }) => trigger).sort()).toEqual(
    ["queue", "topic", "stream", "bucket", "schedule", "cloudEvent", "task"].sort(),
  );
});
