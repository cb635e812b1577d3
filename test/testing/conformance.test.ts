import { adapters } from "unmoor/adapters";
import { simulate } from "unmoor/testing";
import { describe, expect, test } from "vitest";
import { read, requestOf } from "../../src/conformance/direct.ts";
import { type Carrier, environment, httpScenarios, judge } from "../../src/conformance/index.ts";
import { httpShapes } from "../conformance/carriers.ts";
import * as app from "../scenarios/streaming.ts";

/** A carrier through a simulation: the scenarios know nothing of it. */
async function simulated(provider: string, shape: string): Promise<Carrier> {
  const { adapter } = await adapters[provider]!();
  const { traits, limits } = adapter.shapes[shape]!;
  const cloud = simulate(app, { as: adapter, http: shape, env: environment });
  return {
    provider,
    shape,
    traits: traits as Carrier["traits"],
    limits,
    async send(call) {
      const gone = new AbortController();
      return read(await cloud.fetch(requestOf(call, gone.signal)), call, gone, performance.now());
    },
    logs: () =>
      cloud.log
        .map(({ error, ...record }) =>
          JSON.stringify({ ...record, error: error instanceof Error ? error.stack : error }),
        )
        .join("\n"),
  };
}

/** What is about real time, which a simulation has none of, or about one instance, of which it has several. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "a chunked request arrives whole":
    "its client sends by a real clock; test/testing/profile.test.ts streams by a virtual one",
  "a provided value is made once an instance": "calls at once may meet in several; test/testing/simulate.test.ts",
  "waitUntil of a mounted app is ours": "it ends in virtual time; test/testing/simulate.test.ts",
};
const TOPICS = Object.entries(httpScenarios).filter(([topic]) => !/^(lifecycle|streaming)$/.test(topic));

for (const [provider, load] of Object.entries(adapters)) {
  const { adapter } = await load();
  for (const shape of httpShapes(adapter))
    describe(`${provider} ${shape}`, () => {
      for (const [topic, scenarios] of TOPICS)
        for (const scenario of scenarios.filter(({ name }) => !OTHERWISE[name]))
          test(`${topic}: ${scenario.name}`, { timeout: 20_000 }, async () => {
            const verdict = await judge(scenario, await simulated(provider, shape));
            if (verdict.is === "fail") throw verdict.error;
            expect(verdict.is).toMatch(/pass|lacks/);
          });
    });
}
