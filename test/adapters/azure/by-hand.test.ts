/** The hand-written entry: what it registers is what the build would. test/runtimes/azure/by-hand.test.ts runs it. */
import { bucket, http, on, queue, schedule, stream, task } from "unmoor";
import type { FunctionFacts, SourceFacts, TargetConfig } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { binding } from "../../../adapters/azure/binding.ts";
import { adapter } from "../../../adapters/azure/index.ts";
import { toAzure } from "../../../adapters/azure/runtime.ts";
import { boundEvents, shapesOf } from "../../../adapters/azure/table.ts";
import * as triggers from "./triggers.ts";

const config: TargetConfig = { name: "app", resources: { orders: "shop-orders", serial: "%SERIAL%" } };
const { records, ...app } = triggers;

test("the shapes are the adapter's, in its order, and lack what its traits say", () => {
  const shapes = Object.entries(shapesOf());
  const { http: _, task: __, ...kinds } = adapter.triggers;
  expect(Object.fromEntries(shapes.map(([kind, of]) => [kind, Object.keys(of)]))).toEqual(kinds);
  for (const [kind, of] of shapes)
    for (const [name, { codec, lacks = {} }] of Object.entries(of)) {
      const { traits } = adapter.shapes[name] as (typeof adapter.shapes)[string];
      expect(codec({}).name).toBe(name);
      // A run that is given up is not lost like a message; and only queues can be asked for an order.
      const letters = kind === "schedule" ? true : traits.deadLetter;
      const order = kind === "queue" ? traits.order : true;
      const said = {
        ...(letters !== true && { deadLetter: letters?.lacks }),
        ...(order !== true && { order: order?.lacks }),
      };
      expect(lacks, name).toEqual(said);
    }
});

test("each event function has the binding and the facts of the build", () => {
  const bound = boundEvents(app, config, undefined);
  expect(bound.map(({ name }) => name).sort()).toEqual([
    "audit",
    "clicks",
    "fulfil",
    "jobs",
    "kept",
    "nightly",
    "paid",
    "serial",
    "slow",
    "thumbs",
  ]);
  for (const { name, fn, binding: given, codec } of bound) {
    const { schema: _, ...source } = fn.source;
    const facts: FunctionFacts = {
      name,
      trigger: source.kind,
      source: source as SourceFacts,
      streaming: false,
      deadLetter: !!fn.options.deadLetter,
      ...(fn.options.batch && { batch: fn.options.batch }),
    };
    const [shape] = adapter.triggers[source.kind] as readonly string[];
    expect([codec.name, given]).toEqual([shape, binding(facts, { shape: `${shape}` }, config)]);
  }
});

test("a function's own time limit holds, an option for the others, and 30 s where Event Grid calls", () => {
  const limits = boundEvents(app, config, 60_000).map(({ name, timeoutMs }) => [name, timeoutMs]);
  expect(Object.fromEntries(limits)).toMatchObject({ slow: 200, fulfil: 60_000, thumbs: 30_000, paid: 30_000 });
});

test("another shape by kind", () => {
  const [one] = boundEvents({ records }, { name: "app", stream: "kafka", kafka: { brokerList: "b:9092" } }, undefined);
  expect(one).toMatchObject({
    codec: { name: "kafka" },
    binding: { trigger: { type: "kafkaTrigger", brokerList: "b:9092" } },
  });
});

describe("an app that cannot be is refused when it is loaded", () => {
  const { fulfil } = app;
  test.each([
    ["a stream whose rejects would be lost", { clicks: on(stream("clicks"), () => {}) }, {}, "MISSING_TRAIT"],
    [
      "an order that Azure Storage does not keep",
      { serial: app.serial },
      { queue: "storage-queue" } as const,
      "MISSING_TRAIT",
    ],
    [
      "a schedule by another clock",
      { nightly: on(schedule("0 2 * * *", { timeZone: "Asia/Tokyo" }), () => {}) },
      {},
      "MISSING_TRAIT",
    ],
    ["a shape of another kind", { fulfil }, { queue: "kafka" } as never, "UNKNOWN_SHAPE"],
    [
      "a cardinality that there is not",
      { many: on(queue("orders"), { batch: 5 }, () => {}) },
      { cardinality: "some" } as never,
      "INVALID_TARGET_CONFIG",
    ],
    [
      "a name that Azure does not take",
      { thumbs: on(bucket("Up Loads"), () => {}), q: on(queue("-"), () => {}) },
      {},
      "INVALID_NAME",
    ],
    [
      "an event function named as the routes' own",
      { site: http("GET /", () => new Response()), http: fulfil },
      {},
      "UNIT_CLASH",
    ],
    [
      "a route with a task's path",
      { resize: app.resize, other: http("POST /resize", () => new Response()) },
      {},
      "ROUTE_CLASH",
    ],
    ["a task under another name", { other: task("resize", () => {}) }, {}, "INVALID_NAME"],
  ])("%s", (_what, entry, options, code) => {
    expect(() => toAzure(entry, options)).toThrow(expect.objectContaining({ code }));
  });
});
