import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { adapter as memory } from "../../adapters/memory/index.ts";
import type { Adapter, AnyShape } from "../../src/adapter/index.ts";
import {
  conformance,
  describeAdapter,
  type Result,
  type Runner,
  resultsSchema,
  scenarioApps,
  supportTable,
} from "../../src/conformance/door.ts";
import { eventScenarios, httpScenarios, taskScenarios } from "../../src/conformance/index.ts";

const schema = z.fromJSONSchema(resultsSchema as Parameters<typeof z.fromJSONSchema>[0]);
const events = memory.shapes.events as AnyShape;
/** Memory, which says that it has no delays, and has them all the same. */
const modest: Adapter = {
  ...memory,
  name: "modest",
  shapes: { ...memory.shapes, events: { ...events, traits: { ...events.traits, delay: { lacks: "too modest" } } } },
};
/** Memory, which acknowledges everything. */
const liar: Adapter = {
  ...memory,
  name: "liar",
  shapes: { ...memory.shapes, events: { ...events, inverse: { ...events.inverse, outcome: () => [{ is: "done" }] } } },
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "unmoor-suite-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the tests as a list", () => {
  test("are all rules on all shapes and triggers, each under a path of its own", () => {
    const { tests } = conformance(memory);
    const rules = [httpScenarios, taskScenarios, ...Object.values(eventScenarios)].flatMap((topics) =>
      (Object.values(topics) as { name: string }[][]).flat(),
    );
    expect(tests).toHaveLength(rules.length);
    expect(new Set(tests.map(({ path, name }) => [...path, name].join("\n"))).size).toBe(tests.length);
  });

  test("of some shapes are theirs; without a runtime there is one road", () => {
    expect(new Set(conformance(memory, { shapes: ["task"] }).tests.map(({ path }) => path[0]))).toEqual(
      new Set(["memory task, task (codec)"]),
    );
    expect(conformance(memory, { roads: ["runtime"] }).tests).toEqual([]);
  });

  test("give results that keep the schema, with what is lacking in words, and write them in the order of the list", async () => {
    const { tests, results, close } = conformance(modest, { shapes: ["events"], results: folder });
    const queue = tests.filter(({ path }) => path[0].includes("queue"));
    for (const each of queue.toReversed()) await each.run();
    await close();
    expect(await readdir(folder)).toEqual(["codec-modest-events.json"]);
    const written = JSON.parse(await readFile(join(folder, "codec-modest-events.json"), "utf8")) as Result[];
    expect(schema.safeParse(written).error).toBeUndefined();
    expect(written.map(({ scenario }) => scenario)).toEqual(queue.map(({ name }) => name));
    expect(results).toHaveLength(queue.length);
    const lacking = written.filter(({ is }) => is === "lacks");
    expect(lacking.length).toBeGreaterThan(0);
    for (const { lacks } of lacking) expect(lacks).toEqual([{ trait: "delay", sentence: "too modest" }]);
  });

  test("reject where a rule does not hold, and the result says why", async () => {
    const { tests, results } = conformance(liar, { shapes: ["events"] });
    const [rule] = tests.filter(({ name }) => name === "a thrown error is a retry");
    await expect(rule?.run()).rejects.toThrow("done and not again");
    expect(results).toMatchObject([
      { provider: "liar", road: "codec", is: "fail", error: expect.stringContaining("done") },
    ]);
    expect(schema.safeParse(results).error).toBeUndefined();
  });
});

test.each([[[{ provider: "a" }]], [[{ provider: "a", shape: "b", scenario: "c", is: "perhaps" }]], [{}]])(
  "the schema refuses %j",
  (wrong) => {
    expect(schema.safeParse(wrong).success).toBe(false);
  },
);

describe("a runner", () => {
  const calls: string[] = [];
  const runner: Runner = {
    describe(name, _options, body) {
      calls.push(name);
      body();
    },
    test: (name) => void calls.push(name),
    after: () => void calls.push("after"),
  };

  test("of whatever kind is told of all", () => {
    calls.length = 0;
    describeAdapter(memory, { runner, shapes: ["task"] });
    expect(calls.slice(0, 4)).toEqual(["memory keeps the rules", "after", "memory task, task (codec)", "calls"]);
    expect(calls).toContain("a task that throws is a failed call, and logged");
  });

  test("that is none is an error that says what to do", () => {
    expect(() => describeAdapter(memory)).toThrow("pass { runner }");
    const { after, ...without } = runner;
    expect(() => describeAdapter(memory, { runner: without, shapes: ["task"] })).toThrow("afterAll");
  });
});

test("the scenarios' apps are modules", async () => {
  for (const file of Object.values(scenarioApps))
    expect(Object.keys((await import(file)) as object).length).toBeGreaterThan(20);
});

test("a table of support is made of traits and results", () => {
  const results: Result[] = [
    { provider: "modest", shape: "http", road: "codec", scenario: "a", is: "pass" },
    { provider: "modest", shape: "events", road: "codec", trigger: "queue", scenario: "a", is: "pass" },
    { provider: "modest", shape: "events", road: "codec", trigger: "queue", scenario: "b", is: "lacks" },
    { provider: "modest", shape: "events", road: "runtime", trigger: "queue", scenario: "b", is: "fail" },
    { provider: "other", shape: "events", road: "codec", trigger: "queue", scenario: "b", is: "fail" },
  ];
  const table = supportTable(modest, results);
  expect(table).toContain("| scenarios, in memory through its codec | 1 |");
  expect(table).toContain("| scenarios, on the provider's runtime | not run |");
  expect(table).toContain(
    "| modest | events | queue, topic, stream, schedule, bucket, cloudEvent | 1 + 1 declared | 0 + **1 failed** | ✓ | ✓ | – |",
  );
  expect(table).toContain("- `after` of a Retry is honoured: no. too modest");
  expect(table).toContain("| queue | events |");
});
