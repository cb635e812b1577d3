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
import { RESULTS } from "./report.ts";

/** What events and tasks are delivered by. */
export type Either = EventCarrier | TaskCarrier;

type Topics = Readonly<Record<string, readonly Scenario<Either>[]>>;

/** The rules of a trigger, by topic. */
export const topicsOf = (trigger: Either["trigger"]): Topics =>
  (trigger === "task" ? taskScenarios : eventScenarios[trigger]) as unknown as Topics;

export interface ReportOptions {
  readonly concurrent?: boolean;
  /** Longest wait for a scenario, in milliseconds; a minute by default. */
  readonly timeoutMs?: number;
  /** Why a scenario cannot be shown on this road. */
  unrun?(scenario: string): string | undefined;
}

/** Of every file the results of all its triggers. */
const results = new Map<string, Result[]>();

/**
 * Runs the whole list of a trigger on a carrier, a test a scenario, and keeps the results as data.
 *
 * @param road what the results are filed under
 */
export function conformsEvents(
  road: string,
  { provider, shape, trigger }: Pick<Either, "provider" | "shape" | "trigger">,
  carrier: () => Either,
  { concurrent = false, timeoutMs: timeout = 60_000, unrun = () => undefined }: ReportOptions = {},
): void {
  const file = `${road}-${provider}-${shape}.json`;
  const all = results.get(file) ?? [];
  results.set(file, all);
  describe(`${provider} ${shape}, ${trigger} (${road})`, { concurrent }, () => {
    const own: Result[] = [];
    const order: string[] = [];
    afterAll(async () => {
      // In the order of the list, whichever ended first.
      all.push(...own.sort((a, b) => order.indexOf(a.scenario) - order.indexOf(b.scenario)));
      await mkdir(RESULTS, { recursive: true });
      await writeFile(new URL(file, RESULTS), `${JSON.stringify(all, null, 2)}\n`);
    });
    for (const [topic, scenarios] of Object.entries(topicsOf(trigger)))
      describe(topic, () => {
        for (const scenario of scenarios) {
          order.push(scenario.name);
          const why = unrun(scenario.name);
          if (why !== undefined) {
            own.push({ provider, shape, trigger, scenario: scenario.name, is: "unrun", error: why });
            test.skip(`${scenario.name}: ${why}`);
          } else
            test(scenario.name, { concurrent, timeout }, async () => {
              const verdict = await judge(scenario, carrier());
              own.push(resultOf(scenario, carrier(), verdict));
              if (verdict.is === "fail") throw verdict.error;
              // A lack is no pass by silence: each has its sentence.
              if (verdict.is === "lacks") for (const { sentence } of verdict.lacks) expect(sentence).not.toBe("");
            });
        }
      });
  });
}
