import { mkdir, writeFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import {
  type Carrier,
  httpScenarios,
  judge,
  type Result,
  resultOf,
  type Scenario,
} from "../../src/conformance/index.ts";

/** Where results are collected for the README's matrix: one file a carrier and road. */
export const RESULTS: URL = new URL("../../.runtimes/results/", import.meta.url);

/** Runs the whole list on a carrier, a test a scenario, and keeps the results as data. */
export function conforms(
  road: "codec" | "middleware" | "runtime" | "light",
  { provider, shape }: Pick<Carrier, "provider" | "shape">,
  carrier: () => Carrier,
  options: { readonly concurrent?: boolean } = {},
): void {
  const concurrent = options.concurrent ?? false;
  describe(`${provider} ${shape} (${road})`, { concurrent }, () => {
    const results: Result[] = [];
    afterAll(async () => {
      // In the order of the list, whichever ended first.
      const order = Object.values(httpScenarios).flatMap((list) => list.map(({ name }) => name));
      results.sort((a, b) => order.indexOf(a.scenario) - order.indexOf(b.scenario));
      await mkdir(RESULTS, { recursive: true });
      await writeFile(new URL(`${road}-${provider}-${shape}.json`, RESULTS), `${JSON.stringify(results, null, 2)}\n`);
    });
    for (const [topic, scenarios] of Object.entries(httpScenarios))
      describe(topic, () => {
        for (const scenario of scenarios)
          test(scenario.name, { concurrent, timeout: 20_000 }, () => tried(scenario, carrier(), results));
      });
  });
}

async function tried(scenario: Scenario, carrier: Carrier, results: Result[]): Promise<void> {
  const verdict = await judge(scenario, carrier);
  results.push(resultOf(scenario, carrier, verdict));
  if (verdict.is === "fail") throw verdict.error;
  // A lack is no pass by silence: each has its sentence.
  if (verdict.is === "lacks") for (const { sentence } of verdict.lacks) expect(sentence).not.toBe("");
}
