import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Adapter, App } from "../adapter/index.ts";
import { scenarioApps } from "./apps.ts";
import { directCarrier } from "./direct.ts";
import { directEventCarrier } from "./events/direct.ts";
import { directTaskCarrier } from "./events/direct-task.ts";
import { events, tasks } from "./events/index.ts";
import { environment, http } from "./http/index.ts";
import { resultsFile } from "./result.ts";
import { type RuntimeUnderTest, type Started, startRuntime } from "./runtime.ts";
import { runtimeCarrier, runtimeEventCarrier, runtimeTaskCarrier } from "./runtime-carriers.ts";
import { type Carrying, judge, type Result, resultOf, type Scenario } from "./scenario.ts";
import { EVENT_TRIGGERS, shapesOf } from "./shapes.ts";

/** How an adapter is tried. */
export interface ConformanceOptions {
  /** What senders of the inverses must show, by variable: part of the environment of the functions. */
  readonly env?: Readonly<Record<string, string>>;
  /** The adapter's own runtime; without it only the road through codecs and inverses is taken. */
  readonly runtime?: RuntimeUnderTest;
  /** Which roads are taken; all that can be by default. */
  readonly roads?: readonly ("codec" | "runtime")[];
  /** Which shapes are tried; all that carry a trigger by default. */
  readonly shapes?: readonly string[];
  /** Folder that results are written to as JSON (`resultsSchema`), a file a road and shape; none by default. */
  readonly results?: string;
}

/** One rule on one shape, for any test runner. */
export interface ConformanceTest {
  readonly name: string;
  /** What it belongs to: shape, trigger and road; then the topic. */
  readonly path: readonly [suite: string, topic: string];
  /** Whether it may run beside the others of its suite. */
  readonly concurrent: boolean;
  /** Milliseconds that it may take; the first of a runtime waits for the build. */
  readonly timeoutMs: number;
  /** Tries the rule. Rejects where it does not hold. */
  run(): Promise<Result>;
}

/** The tests of one adapter. */
export interface Conformance {
  readonly tests: readonly ConformanceTest[];
  /** What the tests that have run have found. */
  readonly results: readonly Result[];
  /** Ends the runtimes, removes what was built, and writes the results where a folder was given. */
  close(): Promise<void>;
}

type Topics<C extends Carrying> = Readonly<Record<string, readonly Scenario<C>[]>>;

/**
 * All rules on all shapes of an adapter as a list of tests: for a runner that `describeAdapter` does not know.
 *
 * @example
 * const { tests, close } = conformance(adapter);
 * for (const { path, name, run } of tests) myRunner([...path, name].join(" › "), run);
 * myRunner.end(close);
 */
export function conformance(adapter: Adapter, options: ConformanceOptions = {}): Conformance {
  const { env = {}, runtime, shapes = Object.keys(adapter.shapes) } = options;
  const roads = (options.roads ?? ["codec", "runtime"]).filter((road) => road === "codec" || runtime);
  const tests: ConformanceTest[] = [];
  const results: Result[] = [];
  const order = new Map<string, number>();
  const runtimes = new Map<string, Started>();
  const started = (shape: string): Started => {
    const found = runtimes.get(shape) ?? startRuntime({ adapter, shape, env }, runtime as RuntimeUnderTest);
    runtimes.set(shape, found);
    return found;
  };

  /** A carrier that is made when its first test runs. */
  const add = <C extends Carrying & { readonly trigger?: string }>(
    road: "codec" | "runtime",
    suite: string,
    topics: Topics<C>,
    make: () => C | Promise<C>,
    concurrent: boolean,
  ): void => {
    let carrier: Promise<C> | undefined;
    for (const [topic, scenarios] of Object.entries(topics))
      for (const scenario of scenarios) {
        const place = tests.length;
        tests.push({
          name: scenario.name,
          path: [suite, topic],
          concurrent,
          timeoutMs: road === "codec" ? 20_000 : 180_000,
          async run() {
            carrier ??= Promise.resolve().then(make);
            const on = await carrier;
            const verdict = await judge(scenario, on);
            const result: Result = { road, ...resultOf(scenario, on, verdict) };
            results.push(result);
            order.set(keyOf(result), place);
            if (verdict.is === "fail") throw verdict.error;
            return result;
          },
        });
      }
  };

  for (const road of roads) {
    const direct = road === "codec";
    const title = (shape: string, trigger: string): string => `${adapter.name} ${shape}, ${trigger} (${road})`;
    const mine = (trigger: Parameters<typeof shapesOf>[1]): string[] =>
      shapesOf(adapter, trigger).filter((shape) => shapes.includes(shape));
    for (const shape of mine("http")) {
      const make = direct
        ? async () => directCarrier({ adapter, shape, app: await load("streaming"), env: { ...environment, ...env } })
        : () => runtimeCarrier({ adapter, shape }, runtime as RuntimeUnderTest, started(shape));
      // Some of them watch the clock.
      add(road, title(shape, "http"), http, make, direct);
    }
    for (const trigger of EVENT_TRIGGERS)
      for (const shape of mine(trigger)) {
        const make = direct
          ? async () => directEventCarrier({ adapter, shape, app: await load("events"), env }, trigger)
          : () => runtimeEventCarrier({ adapter, shape, env }, trigger, started(shape));
        add(road, title(shape, trigger), events[trigger], make, true);
      }
    for (const shape of mine("task")) {
      const make = direct
        ? async () => directTaskCarrier({ adapter, shape, app: await load("events"), env })
        : () => runtimeTaskCarrier({ adapter, shape, env }, started(shape));
      add(road, title(shape, "task"), tasks, make, false);
    }
  }
  return {
    tests,
    results,
    async close() {
      await Promise.all([...runtimes.values()].map((each) => each.stop()));
      if (options.results) await write(options.results, results, order);
    },
  };
}

const keyOf = ({ road, shape, trigger, scenario }: Result): string => [road, shape, trigger, scenario].join("\n");

async function load(name: "streaming" | "events"): Promise<App> {
  return (await import(pathToFileURL(scenarioApps[name]).href)) as App;
}

/** In the order of the list, whichever ended first. */
async function write(folder: string, results: readonly Result[], order: ReadonlyMap<string, number>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const place = (result: Result): number => order.get(keyOf(result)) ?? 0;
  const sorted = results.toSorted((a, b) => place(a) - place(b));
  const files = Map.groupBy(sorted, ({ road = "codec", provider, shape }) => resultsFile(road, provider, shape));
  for (const [file, list] of files) await writeFile(join(folder, file), `${JSON.stringify(list, null, 2)}\n`);
}
