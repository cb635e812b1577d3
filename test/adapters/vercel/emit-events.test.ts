import type { FunctionFacts, Unit } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { emit } from "../../../adapters/vercel/emit.ts";
import { adapter } from "../../../adapters/vercel/index.ts";
import { consumerName } from "../../../adapters/vercel/source.ts";
import { buildUtils } from "../../runtimes/vercel/output.ts";
import { destination, type Route } from "../../runtimes/vercel/routes.ts";
import { bundle, httpUnit } from "./build.ts";
import { eventUnit, taskUnit } from "./units.ts";

const CONFIG = { name: "app" };
const json = (text: string | undefined): Record<string, unknown> => JSON.parse(text ?? "") as Record<string, unknown>;
const func = (unit: Unit, config: object = {}): Record<string, unknown> =>
  json(emit([unit], { ...CONFIG, ...config })[`.vercel/output/functions/${unit.name}.func/.vc-config.json`]);
const output = (units: readonly Unit[], config: object = {}): Record<string, unknown> =>
  json(emit(units, { ...CONFIG, ...config })[".vercel/output/config.json"]);
const coded = (code: string): Error => expect.objectContaining({ code }) as Error;

const orders = (facts?: Partial<FunctionFacts>) => eventUnit("fulfil", { kind: "queue", name: "orders" }, facts);
const audit = (name: string) => eventUnit(name, { kind: "topic", name: "audit" });
const nightly = (timeZone = "UTC") => eventUnit("nightly", { kind: "schedule", cron: "0 2 * * 7", timeZone });

describe("a queue's function", () => {
  test("has its trigger, a consumer of its own, and more deliveries than attempts", () => {
    expect(func(orders({ attempts: 3, deadLetter: true }))).toMatchObject({
      experimentalTriggers: [
        { type: "queue/v2beta", topic: "orders", consumer: "fulfil", maxDeliveries: 8, retryAfterSeconds: 60 },
      ],
    });
  });

  test("and its codec know the same", () => {
    const entry = adapter.entry(orders({ attempts: 3, deadLetter: true }), { ...CONFIG, retryAfterSeconds: 10 });
    expect(entry).toContain('queueCodec({"attempts":3,"retryAfterMs":10000,"deadLetter":true})');
    expect(func(orders(), { retryAfterSeconds: 10 })).toMatchObject({
      experimentalTriggers: [{ retryAfterSeconds: 10 }],
    });
    expect(adapter.entry(audit("log"), CONFIG)).toContain(
      'queueCodec({"kind":"topic","attempts":5,"retryAfterMs":60000})',
    );
  });

  test("takes from an existing topic where the config names one", () => {
    expect(func(orders(), { resources: { orders: "shop-orders" } })).toMatchObject({
      experimentalTriggers: [{ topic: "shop-orders", consumer: "fulfil" }],
    });
  });

  test.each([{ resources: { orders: "a/b" } }, { retryAfterSeconds: 0 }, { retryAfterSeconds: 1.5 }])(
    "with %j is refused with a code",
    (config) => {
      expect(() => func(orders(), config)).toThrow(coded("INVALID_TARGET_CONFIG"));
    },
  );

  test("is alone with its queue: two would both get every message; of a topic there may be many", () => {
    const other = eventUnit("other", { kind: "queue", name: "orders" });
    expect(() => emit([orders(), other], CONFIG)).toThrow(coded("SOURCE_CLASH"));
    expect(() => emit([orders(), audit("log")], { ...CONFIG, resources: { audit: "orders" } })).toThrow(
      coded("SOURCE_CLASH"),
    );
    expect(Object.keys(emit([audit("log"), audit("bill")], CONFIG))).toContain(
      ".vercel/output/functions/bill.func/.vc-config.json",
    );
  });

  test("is alone in its unit: a function has one trigger", () => {
    const unit = orders();
    expect(() => emit([{ ...unit, functions: [...unit.functions, ...unit.functions] }], CONFIG)).toThrow(
      coded("UNIT_CLASH"),
    );
  });

  test.each(["fulfil", "api/queue.ts", "a_b", "a~b", "ü-1", "a b"])(
    "%s is a consumer as the vendor spells it",
    (path) => {
      expect(consumerName(path)).toBe(buildUtils().sanitizeConsumerName(path));
    },
  );
});

describe("a schedule", () => {
  test("is a cron job of its function's path", () => {
    expect(output([nightly()])).toMatchObject({ crons: [{ path: "/nightly", schedule: "0 2 * * 0" }] });
    expect(func(nightly())).not.toHaveProperty("experimentalTriggers");
    expect(adapter.entry(nightly(), CONFIG)).toContain('cronCodec({"name":"nightly","cron":"0 2 * * 0"})');
  });

  test("of another time zone is refused, with what to do", () => {
    expect(() => emit([nightly("Europe/Berlin")], CONFIG)).toThrow(coded("MISSING_TRAIT"));
    expect(() => emit([nightly("Europe/Berlin")], CONFIG)).toThrow(
      /Vercel's cron jobs by UTC only; set vercel.schedules/,
    );
    for (const same of ["UTC", "Etc/UTC", "GMT"]) expect(output([nightly(same)])).toHaveProperty("crons");
  });

  test.each([
    ["by the option", nightly("Europe/Berlin"), { schedules: true }],
    ["by its shape", { ...nightly("Europe/Berlin"), shape: "schedules" }, {}],
  ])("is one of Vercel Schedules %s: private, in its time zone", (_how, unit, config) => {
    expect(output([unit], config)).toMatchObject({
      schedules: [{ name: "nightly", schedule: "0 2 * * 0", timezone: "Europe/Berlin", function: "nightly" }],
      routes: [],
    });
    expect(output([unit], config)).not.toHaveProperty("crons");
    expect(func(unit, config)).toMatchObject({ experimentalTriggers: [{ type: "schedule/v1beta" }] });
    expect(adapter.entry(unit, { ...CONFIG, ...config })).toContain("push(scheduleCodec(), ");
  });

  test("of no app is none", () => {
    expect(output([orders()])).toEqual({ version: 3, routes: [] });
  });
});

describe("routes", () => {
  const paid = eventUnit("paid", { kind: "cloudEvent", match: { type: "com.acme.paid" } });
  const units = [httpUnit(["hello"]), orders(), nightly(), paid, taskUnit("resize")];
  const to = (method: string, path: string, some: readonly Unit[] = units) =>
    destination(output(some).routes as Route[], new Set(some.map(({ name }) => name)), method, path);

  test.each([
    ["GET", "/nightly", "nightly"],
    ["POST", "/nightly", "http"],
    ["POST", "/paid", "paid"],
    ["GET", "/paid", "http"],
    ["POST", "/resize", "resize"],
    ["POST", "/resize/x", "http"],
    ["POST", "/fulfil", "http"],
    ["GET", "/fulfil", "http"],
    ["GET", "/hello/x", "http"],
  ])("lead %s %s to %s: what has a trigger is on none", (method, path, name) => {
    expect(to(method, path)).toEqual({ function: name });
  });

  test("of an HTTP function and of one that is called by name must differ", () => {
    const rival = (methods: string[]): Unit => ({
      ...httpUnit([]),
      functions: [{ name: "page", trigger: "http", streaming: false, path: "/resize", methods }],
    });
    expect(() => output([rival(["POST"]), taskUnit("resize")])).toThrow(coded("ROUTE_CLASH"));
    expect(() => output([rival(["*"]), taskUnit("resize")])).toThrow(coded("ROUTE_CLASH"));
    expect(to("GET", "/resize", [rival(["GET"]), taskUnit("resize")])).toEqual({ function: "http" });
  });

  test("the codec of CloudEvents knows what must match", () => {
    expect(adapter.entry(paid, CONFIG)).toContain('cloudEventsCodec({"match":{"type":"com.acme.paid"}})');
  });
});

test("the README names the secrets that are needed, and no others", () => {
  const readme = (...units: Unit[]) => emit(units, CONFIG)["README.md"];
  expect(readme(nightly(), orders())).toMatch(/`CRON_SECRET`[\s\S]*`orders` → fulfil/);
  expect(readme(nightly(), orders())).not.toContain("TASK_SECRET");
  expect(readme(taskUnit("resize"))).toContain("`TASK_SECRET`");
  expect(readme(httpUnit(["hello"]))).not.toContain("SECRET");
});

test.each([
  ["queue", orders({ deadLetter: true })],
  ["topic", audit("log")],
  ["cron job", nightly()],
  ["schedule", { ...nightly(), shape: "schedules" }],
  ["receiver of CloudEvents", eventUnit("paid", { kind: "cloudEvent", match: { type: "com.acme.paid" } })],
  ["task", taskUnit("resize")],
])("the function of a %s holds nothing of the router or of another provider", async (_what, unit) => {
  const code = await bundle(unit, CONFIG, "events.ts");
  expect(code).not.toMatch(/rou3|xRayTraceId|requestContext"|K_SERVICE|azure/i);
});
