import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/node/index.ts";
import type { FunctionFacts, TargetConfig, Unit } from "../../../src/adapter/index.ts";

const config = (more: object = {}): TargetConfig => ({ name: "shop", ...more });
const unit = (facts: Partial<FunctionFacts> & Pick<FunctionFacts, "name" | "trigger">, shape: string): Unit => ({
  name: facts.trigger === "http" ? "http" : facts.name,
  trigger: facts.trigger,
  shape,
  functions: [{ streaming: false, ...facts }],
  module: `unmoor:functions/${facts.name}`,
});
const http = (path = "/", methods = ["GET"]): Unit => unit({ name: "hello", trigger: "http", methods, path }, "http");
const fulfil = (more: Partial<FunctionFacts> = {}): Unit =>
  unit(
    { name: "fulfilOrder", trigger: "queue", source: { kind: "queue", name: "orders" }, deadLetter: true, ...more },
    "cloudevents",
  );
const clicks = unit(
  { name: "clicks", trigger: "stream", source: { kind: "stream", name: "clicks" }, deadLetter: true, attempts: 9 },
  "ordered",
);
const thumbs = (when?: "created"): Unit =>
  unit(
    {
      name: "thumbs",
      trigger: "bucket",
      deadLetter: true,
      source: { kind: "bucket", name: "uploads", ...(when && { when }) },
    },
    "bucket",
  );
const paid = unit(
  {
    name: "paid",
    trigger: "cloudEvent",
    deadLetter: true,
    source: { kind: "cloudEvent", match: { type: "com.acme.paid" } },
  },
  "cloudevents",
);
const nightly = unit(
  { name: "nightly", trigger: "schedule", source: { kind: "schedule", cron: "0 2 * * *", timeZone: "Europe/Berlin" } },
  "cron",
);
const resize = unit({ name: "resize", trigger: "task" }, "task");
const emit = (units: Unit[], more?: object): Readonly<Record<string, string>> => adapter.emit(units, config(more));
const blocks = (units: Unit[], more?: object): string[] =>
  (emit(units, more)["knative.yaml"] ?? "").split("---\n").filter(Boolean);

describe("the folder", () => {
  test("has what starts it, and what tells how", () => {
    expect(Object.keys(emit([http()]))).toEqual([
      "package.json",
      "Dockerfile",
      ".dockerignore",
      "shop.service",
      "README.md",
    ]);
    expect(JSON.parse(emit([http()])["package.json"] as string)).toEqual({
      name: "shop",
      private: true,
      type: "module",
      main: "index.mjs",
      engines: { node: ">=24" },
      scripts: { start: "node --enable-source-maps index.mjs" },
    });
  });

  test("the image runs as nobody special, with one port, or two where events have one", () => {
    const { Dockerfile } = emit([http()], { node: "22", health: "/up" });
    expect(Dockerfile).toMatch(/^FROM node:22-slim$/m);
    expect(Dockerfile).toMatch(/^USER node$/m);
    expect(Dockerfile).toMatch(/^EXPOSE 8080$/m);
    expect(Dockerfile).toContain("/up");
    expect(emit([http(), fulfil()]).Dockerfile).toMatch(/^EXPOSE 8080 8081$/m);
    expect(emit([fulfil()]).Dockerfile).toMatch(/^EXPOSE 8080$/m);
  });

  test("the command of the image's health check is one that Node understands", () => {
    const [, args] = /^HEALTHCHECK .*CMD (\[.*\])$/m.exec(emit([http()]).Dockerfile as string) ?? [];
    const [command, flag, script] = JSON.parse(args as string) as string[];
    expect([command, flag]).toEqual(["node", "-e"]);
    expect(() => new Function(script as string)).not.toThrow();
  });

  test("systemd waits longer than the process does", () => {
    expect(emit([http()], { graceSeconds: 40 })["shop.service"]).toContain("TimeoutStopSec=45");
  });

  test("the README names the variables that mean something here", () => {
    expect(emit([http()])["README.md"]).not.toMatch(/EVENTS_PORT|TASK_SECRET|SCHEDULES|Knative/);
    expect(emit([http(), fulfil(), nightly, resize])["README.md"]).toMatch(/EVENTS_PORT.*TASK_SECRET.*SCHEDULES/s);
    expect(emit([nightly])["README.md"]).toContain("`nightly`: `0 2 * * *`, Europe/Berlin");
  });
});

describe("on Knative", () => {
  test("there is nothing to say of HTTP functions and tasks alone", () => {
    expect(blocks([http(), resize])).toEqual([]);
  });

  test("events go to a service in the cluster alone, schedules to one that always runs, once", () => {
    const [shop, events, schedules, ...triggers] = blocks([http(), fulfil(), nightly]);
    expect(shop).toMatch(/name: shop\n/);
    expect(shop).not.toContain("cluster-local");
    expect(shop).toContain('{ name: SCHEDULES, value: "off" }');
    expect(events).toMatch(/name: shop-events\n.*cluster-local.*EVENTS_PORT, value: "8080".*SCHEDULES, value: "off"/s);
    expect(schedules).toMatch(/name: shop-schedules\n.*cluster-local.*min-scale: "1"\n[^\n]*max-scale: "1"/s);
    expect(schedules).not.toContain("SCHEDULES,");
    expect(triggers).toHaveLength(1);
  });

  test("a Trigger sends what belongs to a function to its path, and says what becomes of failures", () => {
    const [, trigger] = blocks([fulfil()], { broker: "shop", deadLetterSink: "http://letters.example/" });
    expect(trigger).toBe(`apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata:
  name: shop-fulfil-order
spec:
  broker: shop
  filter:
    attributes:
      type: "dev.unmoor.queue"
      channel: "orders"
  subscriber:
    ref: { apiVersion: serving.knative.dev/v1, kind: Service, name: shop-events }
    uri: /fulfilOrder
  delivery:
    retry: 4
    backoffPolicy: exponential
    backoffDelay: PT1S
    deadLetterSink:
      uri: "http://letters.example/"
`);
  });

  test("a stream's is ordered, and an app's attempts are the broker's", () => {
    const [, trigger] = blocks([clicks]);
    expect(trigger).toContain("kafka.eventing.knative.dev/delivery.order: ordered");
    expect(trigger).toContain("retry: 8\n");
  });

  test("a bucket's two kinds of events are two Triggers, one where the app asks for one", () => {
    expect(
      blocks([thumbs()])
        .slice(1)
        .map((text) => /name: (shop-\S+).*type: (\S+)/s.exec(text)?.slice(1)),
    ).toEqual([
      ["shop-thumbs", '"dev.unmoor.bucket.created"'],
      ["shop-thumbs-2", '"dev.unmoor.bucket.deleted"'],
    ]);
    expect(blocks([thumbs("created")])).toHaveLength(2);
  });

  test("what an app matches, or the config says, is the filter", () => {
    expect(blocks([paid])[1]).toContain('attributes:\n      type: "com.acme.paid"\n');
    expect(blocks([fulfil()], { resources: { orders: { type: "com.acme.order", source: "/shop" } } })[1]).toContain(
      'attributes:\n      type: "com.acme.order"\n      source: "/shop"\n  subscriber',
    );
  });
});

describe("the entry", () => {
  test("loads all units before it serves, and names no scheduler where there is no schedule", () => {
    expect(adapter.main?.([http(), fulfil(), resize], config())).toBe(`import { serve } from "unmoor/node";

const [u0, u1, u2] = await Promise.all([
  import("unmoor:unit/http"),
  import("unmoor:unit/fulfilOrder"),
  import("unmoor:unit/resize"),
]);

serve({
  http: u0.handler,
  events: { ...u1.handlers },
  tasks: { ...u2.handlers },
  health: "/healthz",
  lingerMs: 0,
  graceMs: 25000,
}, process);
`);
    expect(adapter.main?.([nightly], config())).toContain(
      'schedules: schedules([\n    { name: "nightly", cron: "0 2 * * *", timeZone: "Europe/Berlin", run: u0.handlers.nightly },',
    );
  });

  test("a chunk knows what its fragment says", () => {
    expect(adapter.entry(http(), config({ proxies: 2, timeoutSeconds: 7 }))).toContain(
      'listener(nodeHttp({ proxies: 2 }), httpDispatch(routes, { provider: "node" }), { timeoutMs: 7000 })',
    );
    expect(adapter.entry(paid, config())).toContain(
      '"paid": receiver(cloudEvents({"match":{"type":"com.acme.paid"},"deadLetter":true}), eventDispatch("paid", f0',
    );
    expect(adapter.entry(resize, config())).toContain("refusal: problemOf");
  });
});

describe("what cannot be right is refused", () => {
  test.each<[why: string, units: Unit[], more: object, code: string, text: RegExp]>([
    ["dead letters that nobody keeps", [fulfil({ deadLetter: false })], {}, "INVALID_TARGET_CONFIG", /deadLetterSink/],
    ["two routers", [http(), { ...http("/b"), name: "other" }], {}, "INVALID_UNIT", /one unit/],
    ["a route on the health path", [http("/healthz")], {}, "ROUTE_CLASH", /node\.health/],
    ["a route on a task's path", [http("/resize", ["POST"]), resize], {}, "ROUTE_CLASH", /"resize"/],
    ["a route of any method there", [http("/resize", ["*"]), resize], {}, "ROUTE_CLASH", /"resize"/],
    ["a release that is none", [http()], { node: "19" }, "INVALID_TARGET_CONFIG", /node\.node/],
    ["a health path that is none", [http()], { health: "up" }, "INVALID_TARGET_CONFIG", /node\.health/],
    ["half a proxy", [http()], { proxies: 0.5 }, "INVALID_TARGET_CONFIG", /node\.proxies/],
    ["no time at all", [http()], { timeoutSeconds: 0 }, "INVALID_TARGET_CONFIG", /node\.timeoutSeconds/],
    ["a sink that is no URI", [http()], { deadLetterSink: "letters" }, "INVALID_TARGET_CONFIG", /deadLetterSink/],
    ["a broker that is no name", [http()], { broker: "a: b" }, "INVALID_TARGET_CONFIG", /node\.broker/],
    ["attributes that are none", [fulfil()], { resources: { orders: "o" } }, "INVALID_TARGET_CONFIG", /orders/],
    ["attributes in capitals", [fulfil()], { resources: { orders: { Type: "o" } } }, "INVALID_TARGET_CONFIG", /orders/],
  ])("%s", (_why, units, more, code, text) => {
    const refused = expect(() => emit(units, more));
    refused.toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }));
  });

  test("a shape of somebody else", () => {
    expect(() => adapter.entry({ ...http(), shape: "sqs" }, config())).toThrow(
      expect.objectContaining({ code: "UNKNOWN_SHAPE" }),
    );
  });

  test("a GET route on a task's path is its own", () => {
    expect(() => emit([http("/resize"), resize])).not.toThrow();
  });
});
