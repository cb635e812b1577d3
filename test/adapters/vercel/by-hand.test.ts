/** The hand-written entry: an app on the web, and the functions that Vercel's triggers start. */
import { bucket, cloudEvent, http, on, queue, Reject, Retry, schedule, stream, task, topic } from "unmoor";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { environment } from "../../../adapters/vercel/index.ts";
import { cloudEventsInverse } from "../../../adapters/vercel/inverse/cloud-events.ts";
import { queueInverse } from "../../../adapters/vercel/inverse/queue.ts";
import { scheduleInverse } from "../../../adapters/vercel/inverse/runs.ts";
import { toVercel } from "../../../adapters/vercel/runtime.ts";

const written: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
const handled: [name: string, data: unknown][] = [];
const calls: string[] = [];
const inverse = queueInverse();
beforeEach(() => {
  written.length = handled.length = calls.length = 0;
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.stubGlobal("fetch", (call: Request) => {
    calls.push(call.method);
    return inverse.serve?.(call);
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const note =
  (name: string) =>
  ({ data }: { readonly data: unknown }): void => {
    handled.push([name, data]);
    const { fail } = Object(data) as { fail?: string };
    if (fail === "retry") throw new Retry("later", { after: "5m" });
    if (fail === "reject") throw new Reject("never");
  };
const deadLetter = (): void => {};
const app = {
  site: http("* /**", async (request) => Response.json({ site: await request.text() })),
  fulfil: on(queue("orders"), { deadLetter }, note("fulfil")),
  audit: on(topic("shipped"), { deadLetter }, note("audit")),
  mail: on(topic("shipped"), { deadLetter }, note("mail")),
  nightly: on(schedule("0 2 * * 7"), note("nightly")),
  weekly: on(schedule("0 2 * * 1", { timeZone: "Asia/Tokyo" }), note("weekly")),
  paid: on(cloudEvent({ type: "com.shop.paid" }), { deadLetter }, note("paid")),
  quote: task("quote", async ({ count }: { count: number }) => ({ total: count * 5 })),
};
const onTheWeb = toVercel(app);
const triggered = toVercel(app, { triggered: true });

const SECRET = environment.TASK_SECRET as string;
const request = (method: string, path: string, { secret = SECRET, body = "", headers = {} } = {}): Request =>
  new Request(`https://a.example${path}`, {
    method,
    headers: { ...(secret && { authorization: `Bearer ${secret}` }), ...headers },
    ...(body && { body }),
  });
let count = 0;
/** A message as the queue pushes it. */
const message = (data: unknown, group = "consumer", channel = "orders"): Request => {
  const event = { specversion: "1.0" as const, id: `m${++count}`, source: "/topic", type: "dev.unmoor.queue", data };
  const wire = inverse.wire({ events: [{ event, receipt: `r${count}`, channel }] }) as Request;
  wire.headers.set("ce-vqsconsumergroup", group);
  return wire;
};
const event = (path: string, type = "com.shop.paid"): Request => {
  const said = { specversion: "1.0" as const, id: "1", source: "/s", type, data: {} };
  const wire = cloudEventsInverse().wire({ events: [{ event: said }] }) as Request;
  return new Request(`https://a.example${path}`, wire);
};
const run = (name: string): Request =>
  scheduleInverse.wire({
    events: [
      { event: { specversion: "1.0", id: "1", source: `/schedule/default/${name}`, type: "t", data: undefined } },
    ],
  }) as Request;
const said = (text: string): boolean => written.some((line) => line.includes(text));
const names = (): string[] => handled.map(([name]) => name);

describe("on the web", () => {
  test("HTTP goes to the routes", async () => {
    const reply = await onTheWeb.fetch(request("POST", "/orders", { secret: "", body: "x" }));
    expect([reply.status, await reply.json()]).toEqual([200, { site: "x" }]);
  });
  test.each([
    ["a cron job", request("GET", "/nightly"), 200, "nightly"],
    ["a CloudEvent", event("/paid"), 204, "paid"],
  ])("%s goes to the function of its path", async (_what, wire, status, name) => {
    expect([(await onTheWeb.fetch(wire)).status, names()]).toEqual([status, [name]]);
  });
  test("a task is answered", async () => {
    const reply = await onTheWeb.fetch(request("POST", "/quote", { body: '{"count":2}' }));
    expect([reply.status, await reply.json()]).toEqual([200, { total: 10 }]);
  });
  test("a CloudEvent that its function did not ask for is put away, not handled", async () => {
    expect([(await onTheWeb.fetch(event("/paid", "com.shop.other"))).status, handled]).toEqual([204, []]);
  });

  const closed: [string, () => Request, string][] = [
    ["a cron job", () => request("GET", "/nightly", { secret: "wrong" }), "CRON_SECRET"],
    [
      "a CloudEvent",
      () =>
        new Request(event("/paid"), {
          headers: { ...Object.fromEntries(event("/paid").headers), authorization: "Bearer wrong" },
        }),
      "CLOUDEVENTS_SECRET",
    ],
    ["a task", () => request("POST", "/quote", { secret: "wrong", body: '{"count":2}' }), "TASK_SECRET"],
  ];
  test.each(closed)("%s with a wrong secret is 401", async (_what, wire) => {
    expect([(await onTheWeb.fetch(wire())).status, handled]).toEqual([401, []]);
  });
  test.each(closed)(
    "%s without a secret in the environment is 401, also with `Bearer undefined`",
    async (_what, wire, variable) => {
      vi.stubEnv(variable, undefined);
      const sent = wire();
      sent.headers.set("authorization", "Bearer undefined");
      expect([(await onTheWeb.fetch(sent)).status, handled, said("MISSING_SECRET") || said(`set ${variable}`)]).toEqual(
        [401, [], true],
      );
    },
  );
  test.each([
    ["a queue's message", message({}), 401, "UNVERIFIED_SENDER: "],
    ["a run of Schedules", run("nightly"), 401, "UNVERIFIED_SENDER: "],
    ["a CloudEvent at another path", event("/elsewhere"), 400, "UNCLAIMED: "],
    ["a cron job in a zone", request("GET", "/weekly"), 500, "MISSING_TRAIT: "],
  ])("%s reaches neither a function nor a route that takes everything", async (_what, wire, status, text) => {
    expect([(await onTheWeb.fetch(wire)).status, handled, said(text)]).toEqual([status, [], true]);
  });
  test("an app without events has all requests as HTTP, whatever they say", async () => {
    expect((await toVercel({ site: app.site }).fetch(event("/x"))).status).toBe(200);
  });
});

describe("by a trigger", () => {
  test.each([
    ["the topic's function", message({}), "fulfil"],
    ["of several the one whose name the consumer has", message({}, "mail", "shipped"), "mail"],
    ["of schedules the one of that name", run("weekly"), "weekly"],
  ])("%s", async (_what, wire, name) => {
    expect([(await triggered.fetch(wire)).status, names()]).toEqual([200, [name]]);
  });
  test("the only function there is, whatever the platform calls its topic", async () => {
    const { status } = await toVercel({ fulfil: app.fulfil }, { triggered: true }).fetch(
      message({}, "c", "prod-orders"),
    );
    expect([status, names()]).toEqual([200, ["fulfil"]]);
  });
  test("its outcome is the queue's: acknowledged, or delayed", async () => {
    await triggered.fetch(message({}));
    await triggered.fetch(message({ fail: "retry" }));
    await triggered.fetch(message({ fail: "reject" }));
    expect(calls).toEqual(["DELETE", "PATCH", "DELETE"]);
  });
  test.each([
    ["AMBIGUOUS", message({}, "consumer", "shipped"), triggered],
    ["AMBIGUOUS", message({}, "consumer", "unknown"), triggered],
    ["UNCLAIMED", message({}), toVercel({ nightly: app.nightly }, { triggered: true })],
    ["UNCLAIMED", request("GET", "/nightly"), triggered],
    ["UNCLAIMED", event("/paid"), triggered],
    ["UNCLAIMED", request("POST", "/quote", { body: '{"count":2}' }), triggered],
    ["UNCLAIMED", request("GET", "/"), triggered],
  ])("%s: nothing is handled, and nothing acknowledged", async (code, wire, entry) => {
    expect([(await entry.fetch(wire)).status, handled, calls]).toEqual([400, [], []]);
    expect(written.filter((line) => line.includes(`${code}: `))).toHaveLength(1);
  });
});

describe("an app that cannot be is refused when it is loaded", () => {
  test.each([
    ["a stream", { clicks: on(stream("clicks"), { deadLetter }, note("clicks")) }, "MISSING_TRAIT"],
    ["a bucket", { thumbs: on(bucket("uploads"), { deadLetter }, note("thumbs")) }, "MISSING_TRAIT"],
    [
      "a queue in order",
      { fulfil: on(queue("orders", { fifo: true }), { deadLetter }, note("fulfil")) },
      "MISSING_TRAIT",
    ],
    ["a queue whose rejects would be lost", { fulfil: on(queue("orders"), note("fulfil")) }, "MISSING_TRAIT"],
    ["a route with a task's path", { ...app, other: http("POST /quote", () => new Response()) }, "ROUTE_CLASH"],
    ["a route with a cron job's path", { ...app, other: http("GET /nightly", () => new Response()) }, "ROUTE_CLASH"],
    ["a task under another name", { price: app.quote }, "INVALID_NAME"],
  ])("%s", (_what, entry, code) => {
    expect(() => toVercel(entry)).toThrow(expect.objectContaining({ code }));
  });
});
