import type { Adapter } from "../adapter/index.ts";
import { type ConformanceOptions, type ConformanceTest, conformance } from "./suite.ts";

/** Choices of a test, as vitest and node:test read them. */
export interface RunnerOptions {
  readonly timeout: number;
  /** Of vitest. */
  readonly concurrent: boolean;
  /** Of node:test. */
  readonly concurrency: boolean;
}

/** A test runner: the module `vitest`, the module `node:test`, or an object of your own. */
export interface Runner {
  describe(name: string, options: RunnerOptions, body: () => void): unknown;
  test(name: string, options: RunnerOptions, body: () => Promise<void>): unknown;
  /** Called when all is over; one of both. */
  readonly afterAll?: ((body: () => Promise<void>) => unknown) | undefined;
  readonly after?: ((body: () => Promise<void>) => unknown) | undefined;
}

/** How an adapter is described. */
export interface DescribeOptions extends ConformanceOptions {
  /** By default the globals `describe`, `test`, `afterAll` or `after`. */
  readonly runner?: Runner;
}

/**
 * Describes an adapter to a test runner: every rule, on each of its shapes, through codec and inverse in process and,
 * with `runtime`, on the provider's own runtime. What a shape lacks is no failure where its trait says so and what
 * holds instead was seen to hold.
 *
 * @throws Error where no runner is given and there is none among the globals
 * @example
 * import * as runner from "node:test";
 * import { describeAdapter } from "unmoor/conformance";
 * import { adapter } from "./my-adapter.ts";
 * describeAdapter(adapter, { runner, results: "results" });
 */
export function describeAdapter(adapter: Adapter, { runner = fromGlobals(), ...options }: DescribeOptions = {}): void {
  const { tests, close } = conformance(adapter, options);
  const after = runner.afterAll ?? runner.after;
  if (!after) throw new Error("the runner has neither afterAll nor after");
  const outer = { timeout: Math.max(...tests.map(({ timeoutMs }) => timeoutMs)) * 10 };
  runner.describe(`${adapter.name} keeps the rules`, { ...outer, concurrent: false, concurrency: false }, () => {
    after(close);
    for (const [suite, all] of by(tests, 0)) {
      const alike = choices(all[0] as ConformanceTest);
      runner.describe(suite, { ...alike, ...outer }, () => {
        for (const [topic, some] of by(all, 1))
          runner.describe(topic, { ...alike, ...outer }, () => {
            for (const each of some) runner.test(each.name, choices(each), () => each.run().then(() => {}));
          });
      });
    }
  });
}

const by = (tests: readonly ConformanceTest[], level: 0 | 1): Map<string, ConformanceTest[]> =>
  Map.groupBy(tests, ({ path }) => path[level]);

const choices = ({ timeoutMs, concurrent }: ConformanceTest): RunnerOptions => ({
  timeout: timeoutMs,
  concurrent,
  concurrency: concurrent,
});

function fromGlobals(): Runner {
  const found = globalThis as unknown as Partial<Runner>;
  if (found.describe && found.test) return found as Runner;
  throw new Error('no test runner is given: import * as runner from "node:test" (or "vitest") and pass { runner }');
}
