import { existsSync, readFileSync } from "node:fs";
import type { FunctionFacts, Unit } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/azure/index.ts";
import { route } from "../../../adapters/azure/route.ts";
import { eventUnit, from, httpUnit } from "./build.ts";

const unit = httpUnit({ hello: "GET /hello/:name" });
const emit = (config: object = {}, units: readonly Unit[] = [unit]): Readonly<Record<string, string>> =>
  adapter.emit(units, { name: "My App", ...config });
const main = (config: object = {}, units: readonly Unit[] = [unit]): string =>
  adapter.main?.(units, { name: "app", ...config }) ?? "";
const codeOf = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (thrown) {
    return (thrown as { code?: string }).code;
  }
};

test("the files that func and the host read", () => {
  const files = emit();
  expect(Object.keys(files).sort()).toEqual([
    ".funcignore",
    "README.md",
    "host.json",
    "local.settings.json",
    "package.json",
  ]);
  expect(JSON.parse(files["package.json"] ?? "")).toMatchObject({
    name: "my-app",
    type: "module",
    main: "dist/index.mjs",
  });
  expect(JSON.parse(files["host.json"] ?? "").extensions.http.routePrefix).toBe("");
  expect(files[".funcignore"]).toContain("local.settings.json");
});

test("the auth level is always said, in code and to people", () => {
  expect(main()).toContain('authLevel: "anonymous"');
  expect(main({ authLevel: "function" })).toContain('authLevel: "function"');
  expect(emit()["README.md"]).toContain("Anybody may call");
  expect(emit({ authLevel: "function" })["README.md"]).not.toContain("Anybody may call");
});

test("a timeout and Easy Auth are in the unit's chunk", () => {
  const entry = adapter.entry({ ...unit, timeoutMs: 5000 }, { name: "app", easyAuth: true });
  expect(entry).toContain("{ timeoutMs: 5000 }");
  expect(entry).toContain("{ easyAuth: true }");
  expect(adapter.entry(unit, { name: "app" })).not.toMatch(/timeoutMs|easyAuth/);
});

test.each([
  ["azure.authLevel", () => main({ authLevel: "public" })],
  ["azure.easyAuth", () => adapter.entry(unit, { name: "app", easyAuth: "yes" })],
  ["azure.node", () => emit({ node: "18" })],
])("a wrong %s is a coded error", (_, run) => {
  expect(codeOf(run)).toBe("INVALID_TARGET_CONFIG");
});

test.each(["host", "Host", "1st", "-a", "a".repeat(129)])("a unit cannot be called %s on Azure", (name) => {
  expect(codeOf(() => main({}, [{ ...unit, name }]))).toBe("INVALID_NAME");
});

test.each([
  ["/", ""],
  ["/hello/:name", "hello/{name}"],
  ["/a/:b/:c?", "a/{b}/{c?}"],
  ["/**", "{*path}"],
  ["/files/**:rest", "files/{*rest}"],
  ["/a{b}", "a{{b}}"],
])("route %s is template %s", (path, template) => {
  expect(route(path)).toBe(template);
});

const orders = eventUnit("fulfil", "service-bus", from("queue", { name: "orders" }));
const jobs = eventUnit("jobs", "storage-queue", from("queue", { name: "jobs" }));
const clicks = eventUnit("clicks", "event-hubs", from("stream", { name: "clicks" }));
const audit = eventUnit("audit", "service-bus-topic", from("topic", { name: "audit" }));
const nightly = eventUnit("nightly", "timer", from("schedule", { cron: "0 2 * * *", timeZone: "UTC" }));
const thumbs = eventUnit("thumbs", "blob", from("bucket", { name: "uploads", when: "deleted" }));
const paid = eventUnit(
  "paid",
  "event-grid",
  from("cloudEvent", { match: { type: "com.shop.paid", source: "/shop's", subject: "a" } }),
);
const resize = eventUnit("resize", "http-task", { trigger: "task" });
const EVENTS = [orders, jobs, clicks, audit, nightly, thumbs, paid, resize];

/** A unit whose only function wants more. */
const wanting = (each: Unit, facts: Partial<FunctionFacts>): Unit => ({
  ...each,
  ...(facts.timeoutMs !== undefined && { timeoutMs: facts.timeoutMs }),
  functions: each.functions.map((fn) => ({ ...fn, ...facts })),
});
const host = (
  units: readonly Unit[],
  config: object = {},
): { extensions: Record<string, object>; functionTimeout?: string } =>
  JSON.parse(emit(config, units)["host.json"] ?? "");

describe("host.json", () => {
  test("an app without events has no section for them", () => {
    expect(Object.keys(host([unit]).extensions)).toEqual(["http"]);
    expect(host([unit]).functionTimeout).toBeUndefined();
  });

  test("with events it says what the defaults would get wrong", () => {
    expect(host(EVENTS).extensions).toEqual({
      http: { routePrefix: "" },
      serviceBus: { autoCompleteMessages: true, maxAutoLockRenewalDuration: "00:05:00" },
      queues: { maxDequeueCount: 5, visibilityTimeout: "00:00:10", messageEncoding: "base64" },
      eventHubs: { maxEventBatchSize: 10, initialOffsetOptions: { type: "fromEnd" } },
    });
  });

  test("locks are renewed, and functions let run, as long as the longest function wants", () => {
    const { extensions, functionTimeout } = host([wanting(orders, { timeoutMs: 1_500_000 }), audit]);
    expect([extensions.serviceBus, functionTimeout]).toEqual([
      { autoCompleteMessages: true, maxAutoLockRenewalDuration: "00:25:00" },
      "00:25:00",
    ]);
    expect(codeOf(() => host([wanting(orders, { timeoutMs: 86_400_000 })]))).toBe("INVALID_TARGET_CONFIG");
  });

  test("batches of Service Bus come only where the config asks for them", () => {
    const batched = wanting(orders, { batch: 50, windowMs: 5000 });
    expect(host([batched]).extensions.serviceBus).not.toHaveProperty("maxMessageBatchSize");
    expect(host([batched], { cardinality: "many" }).extensions.serviceBus).toMatchObject({
      maxMessageBatchSize: 50,
      minMessageBatchSize: 49,
      maxBatchWaitTime: "00:00:05",
    });
    expect(main({ cardinality: "many" }, [batched])).toContain('"cardinality":"many"');
    expect(main({ cardinality: "many" }, [orders])).toContain('"cardinality":"one"');
    expect(codeOf(() => main({ cardinality: "some" }, [batched]))).toBe("INVALID_TARGET_CONFIG");
  });

  test("streams: the largest batch, the longest window, and where to begin", () => {
    const early = wanting(clicks, {
      batch: 100,
      windowMs: 10_000,
      source: { kind: "stream", name: "clicks", from: "earliest" },
    });
    expect(host([early]).extensions.eventHubs).toEqual({
      maxEventBatchSize: 100,
      minEventBatchSize: 99,
      maxWaitTime: "00:00:10",
      initialOffsetOptions: { type: "fromStart" },
    });
    expect(codeOf(() => host([early, clicks]))).toBe("INVALID_TARGET_CONFIG");
  });

  test("storage queues have one maximum of deliveries for the app", () => {
    expect(host([wanting(jobs, { attempts: 3 })]).extensions.queues).toMatchObject({ maxDequeueCount: 3 });
    expect(codeOf(() => host([wanting(jobs, { attempts: 3 }), jobs]))).toBe("INVALID_TARGET_CONFIG");
  });
});

describe("the entry of an event unit", () => {
  const entry = (each: Unit, config: object = {}): string => adapter.entry(each, { name: "app", ...config });

  test("the codec knows what the fragment says", () => {
    expect(entry(orders)).toContain('serviceBus({"channel":"orders","deadLetter":false,"attempts":10})');
    expect(entry(wanting(orders, { attempts: 4, deadLetter: true }))).toContain(
      'serviceBus({"channel":"orders","deadLetter":true,"attempts":4})',
    );
    expect(entry(thumbs)).toContain('"when":"deleted"');
    expect(entry(paid)).toContain('"match":{"type":"com.shop.paid"');
  });

  test("of a queue that exists already nobody knows when a delivery is the last, unless the function says", () => {
    const config = { resources: { orders: "prod-orders" } };
    expect(entry(orders, config)).toContain('serviceBus({"channel":"orders","deadLetter":false})');
    expect(entry(wanting(orders, { attempts: 3 }), config)).toContain('"attempts":3');
    expect(main(config, [orders])).toContain('"queueName":"prod-orders"');
  });

  test("Event Grid waits for 30 s", () => {
    expect(entry(paid)).toContain("{ timeoutMs: 30000 }");
    expect(entry(wanting(thumbs, { timeoutMs: 5000 }))).toContain("{ timeoutMs: 5000 }");
    expect(entry(orders)).not.toContain("timeoutMs");
  });

  test("several functions of a unit have a handler each", () => {
    const both: Unit = {
      ...orders,
      name: "both",
      functions: [...orders.functions, { ...orders.functions[0]!, name: "again$" }],
    };
    expect(entry(both)).toMatch(/export const handler = [\s\S]*export const handler2 = .*eventDispatch\("again\$"/);
    expect(main({}, [both])).toMatch(/name: "fulfil"[\s\S]*name: "again-".*unit\.handler2/);
  });

  test("an HTTP unit takes every path, wherever it stands among the others", () => {
    expect(main({}, [orders, unit])).toContain('route: "{*path}"');
  });

  test("a task asks for a key even where anybody may call", () => {
    expect(main({}, [resize])).toContain('authLevel: "function", methods: ["POST"]');
    expect(main({ authLevel: "admin" }, [resize])).toContain('authLevel: "admin"');
  });
});

describe("what Azure cannot do stops the build", () => {
  test("a schedule in another zone than UTC", () => {
    const berlin = eventUnit("nightly", "timer", from("schedule", { cron: "0 2 * * *", timeZone: "Europe/Berlin" }));
    expect(codeOf(() => main({}, [berlin]))).toBe("MISSING_TRAIT");
    expect(main({}, [eventUnit("n", "timer", from("schedule", { cron: "0 2 * * *", timeZone: "Etc/UTC" }))])).toContain(
      '"schedule":"0 0 2 * * *"',
    );
  });

  test.each<[string, string, Unit["trigger"]]>([
    ["Jobs", "storage-queue", "queue"],
    ["a--b", "storage-queue", "queue"],
    ["ab", "blob", "bucket"],
    ["/orders", "service-bus", "queue"],
    ["a b", "kafka", "stream"],
    ["x".repeat(51), "event-grid", "topic"],
  ])("%s as a %s", (name, shape, kind) => {
    const each = eventUnit("fn", shape, from(kind as "queue", { name }));
    const build = (config: object = {}): unknown => codeOf(() => [main(config, [each]), emit(config, [each])]);
    expect(build()).toBe("INVALID_NAME");
    expect(build({ resources: { [name]: "%SETTING%" } })).not.toBe("INVALID_NAME");
  });

  test.each(["resources", "connections"])("%s that is no map of names", (key) => {
    expect(codeOf(() => main({ [key]: { orders: 1 } }, [orders]))).toBe("INVALID_TARGET_CONFIG");
  });
});

describe("README", () => {
  const text = (units: readonly Unit[], config: object = {}): string => emit(config, units)["README.md"] ?? "";

  test("an app without events has no commands for them", () => {
    expect(text([unit])).not.toMatch(/servicebus|eventgrid|eventhubs|identity/);
  });

  test("commands make what does not exist, with what makes the outcome true", () => {
    const said = text(EVENTS);
    for (const part of [
      '"$SERVICE_BUS" --name orders',
      "--max-delivery-count 10",
      "az servicebus topic create",
      "az servicebus topic subscription create",
      "az storage queue create",
      "az eventhubs eventhub consumer-group create",
      "--subject-begins-with /blobServices/default/containers/uploads/",
      "--included-event-types Microsoft.Storage.BlobDeleted",
      "--included-event-types 'com.shop.paid'",
      "--advanced-filter source StringIn '/shop'\\''s'",
      "--deadletter-endpoint",
      "ServiceBus__fullyQualifiedNamespace",
      "Azure Event Hubs Data Receiver",
    ])
      expect(said).toContain(part);
    expect(said.indexOf("az eventgrid event-subscription")).toBeGreaterThan(
      said.indexOf("func azure functionapp publish"),
    );
    expect(said.indexOf("az servicebus queue create")).toBeLessThan(said.indexOf("func azure functionapp publish"));
  });

  test("what exists is left alone, but for this app's own subscriptions", () => {
    const said = text([orders, audit], { resources: { orders: "prod-orders", audit: "%AUDIT%" } });
    expect(said).not.toMatch(/queue create|topic create/);
    expect(said).toContain("--topic-name $AUDIT");
  });

  test("Kafka's section of host.json is in app settings: its schema has none", () => {
    const records = eventUnit("records", "kafka", {
      ...from("stream", { name: "records", from: "earliest" }),
      batch: 70,
    });
    expect(text([records])).toMatch(/kafka__autoOffsetReset=Earliest \S+kafka__maxBatchSize=70/);
    expect(Object.keys(host([records]).extensions)).toEqual(["http"]);
    const late = eventUnit("late", "kafka", from("stream", { name: "late" }));
    expect(codeOf(() => text([records, late]))).toBe("INVALID_TARGET_CONFIG");
  });

  test("what the platform lacks is said, of the shapes that are used", () => {
    expect(text([clicks])).toContain("events of a worker that crashed are checkpointed and lost");
    expect(text([orders])).not.toContain("checkpointed");
  });

  test("sessions, and connections of another name", () => {
    const said = text([eventUnit("s", "service-bus", from("queue", { name: "serial", fifo: true }))], {
      connections: { serviceBus: "Bus" },
    });
    expect(said).toContain("--enable-session true");
    expect(said).toContain("Bus__fullyQualifiedNamespace");
    expect(main({ connections: { serviceBus: "Bus" } }, [orders])).toContain('"connection":"Bus"');
  });
});

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What is wrong with a value, by the keywords that these schemas use for our files. */
function faults(value: unknown, schema: Schema, root: Schema, at = ""): string[] {
  if (schema.$ref) return faults(value, root.definitions?.[schema.$ref.replace("#/definitions/", "")] ?? {}, root, at);
  const found: string[] = [];
  const valid = (some: Schema): boolean => faults(value, some, root, at).length === 0;
  const type = Array.isArray(value) ? "array" : typeof value;
  const types = [schema.type ?? type].flat();
  if (!types.includes(type) && !(types.includes("integer") && Number.isInteger(value)))
    found.push(`${at} is ${type}, not ${schema.type}`);
  if (schema.enum && !schema.enum.includes(value)) found.push(`${at} is none of ${schema.enum}`);
  if (schema.const !== undefined && schema.const !== value) found.push(`${at} is not ${schema.const}`);
  if (Number(value) < (schema.minimum ?? -Infinity) || Number(value) > (schema.maximum ?? Infinity))
    found.push(`${at} is out of range`);
  if (schema.pattern && !new RegExp(schema.pattern).test(String(value))) found.push(`${at} fits not ${schema.pattern}`);
  if (schema.oneOf && schema.oneOf.filter(valid).length !== 1) found.push(`${at} fits not one of oneOf`);
  if (schema.anyOf && !schema.anyOf.some(valid)) found.push(`${at} fits none of anyOf`);
  for (const part of schema.allOf ?? []) found.push(...faults(value, part, root, at));
  if (type !== "object") return found;
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of schema.required ?? []) if (!(name in members)) found.push(`${at}/${name} is missing`);
  for (const [name, member] of Object.entries(members)) {
    const own = schema.properties?.[name];
    if (own) found.push(...faults(member, own, root, `${at}/${name}`));
    else if (schema.additionalProperties === false) found.push(`${at}/${name} is unknown`);
    else if (typeof schema.additionalProperties === "object")
      found.push(...faults(member, schema.additionalProperties, root, `${at}/${name}`));
  }
  return found;
}

const schemas = new URL("../../../../shared/fixtures/azure/schemas/", import.meta.url);
const present = existsSync(schemas);
if (!present) console.warn(`skipped: ${schemas.pathname} is not on this machine`);

describe.skipIf(!present)("by the published schemas", () => {
  const schema = (name: string): Schema => JSON.parse(readFileSync(new URL(name, schemas), "utf8")) as Schema;

  test.each([
    ["host.json", "host.schema.json"],
    ["local.settings.json", "local.settings.schema.json"],
  ])("%s is valid", (file, name) => {
    const root = schema(name);
    expect(faults(JSON.parse(emit()[file] ?? ""), root, root)).toEqual([]);
  });

  test.each<[string, readonly Unit[], object]>([
    ["every trigger", EVENTS, {}],
    [
      "batches",
      [wanting(orders, { batch: 50, windowMs: 5000 }), wanting(clicks, { batch: 9, windowMs: 1000 })],
      { cardinality: "many" },
    ],
    ["long functions", [wanting(orders, { timeoutMs: 3_600_000 })], {}],
  ])("host.json with %s is valid", (_, units, config) => {
    const root = schema("host.schema.json");
    expect(faults(host(units, config), root, root)).toEqual([]);
  });

  test.each([
    { version: "2.0", extensions: { serviceBus: { maxMessageBatchSize: "many" } } },
    { version: "2.0", extensions: { queues: { visibilityTimeout: "10" } } },
    { version: "2.0", extensions: { eventHubs: { initialOffsetOptions: { type: "middle" } } } },
    { version: "3.0" },
    { version: "2.0", extensions: { http: { routePrefix: 1 } } },
    { version: "2.0", extensions: { https: {} } },
    { version: "2.0", extensionBundle: { id: 1, version: "4" } },
  ])("the check itself finds what is wrong with %j", (host) => {
    const root = schema("host.schema.json");
    expect(faults(host, root, root)).not.toEqual([]);
  });
});
