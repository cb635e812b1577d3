/** The hand-written entries: an app behind one URL. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { bucket, cloudEvent, http, on, queue, Reject, Retry, schedule, stream, task, topic } from "unmoor";
import type { AnyShape, App, Incoming, Inverse, NodeReply } from "unmoor/adapter";
import { afterEach, describe, expect, test, vi } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";
import { type GcpOptions, type Push, toCloudFunction, toService } from "../../../adapters/gcp/runtime.ts";
import { base64, message, push } from "./push.ts";

const written: string[] = [];
vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);

const handled: [name: string, data: unknown][] = [];
const note =
  (name: string) =>
  (event: { readonly data: unknown }): void => {
    handled.push([name, event.data]);
    const { fail } = Object(event.data) as { fail?: string };
    if (fail === "retry") throw new Retry("later", { after: "5m" });
    if (fail === "reject") throw new Reject("never");
  };
const app = {
  site: http("* /**", async (request) => Response.json({ site: await request.text() })),
  fulfil: on(queue("orders"), { deadLetter: () => {} }, note("fulfil")),
  audit: on(topic("shipped"), note("audit")),
  mail: on(topic("shipped"), note("mail")),
  trending: on(stream("clicks"), note("trending")),
  nightly: on(schedule("0 2 * * *"), note("nightly")),
  thumbs: on(bucket("uploads"), note("thumbs")),
  paid: on(cloudEvent({ type: "com.shop.paid" }), note("paid")),
  quote: task("quote", async ({ count }: { count: number }) => ({ total: count * 5 })),
};

let server: Server | undefined;
afterEach(() => {
  written.length = 0;
  handled.length = 0;
  vi.unstubAllGlobals();
  server?.closeAllConnections();
  server?.close();
});

/** Sends requests to an app; a status and, of HTTP and tasks, the answer. */
async function serving(entry: App, options?: GcpOptions) {
  server = createServer(toService(entry, options)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return async ({ rawHeaders, rawBody }: Push, path = "/"): Promise<[status: number, body: string]> => {
    const headers = new Headers();
    for (let i = 0; i + 1 < rawHeaders.length; i += 2)
      if (!/^(host|content-length)$/.test(`${rawHeaders[i]}`))
        headers.append(`${rawHeaders[i]}`, `${rawHeaders[i + 1]}`);
    const response = await fetch(origin + path, { method: "POST", headers, body: rawBody as BodyInit });
    return [response.status, await response.text()];
  };
}
const wireOf = (shape: string, event: object, over: Partial<Incoming> = {}): Push => {
  const { inverse } = adapter.shapes[shape] as AnyShape & { inverse: Inverse<"events", Push, NodeReply> };
  const said = { specversion: "1.0", id: "1", source: "/shop", type: "com.shop.order", ...event };
  return inverse.wire({ events: [{ event: said as never, ...over }] }) as Push;
};
const subscribed = (subscription: string, data: unknown = {}): Push =>
  message({ data: base64(JSON.stringify(data)) }, { subscription: `projects/p/subscriptions/${subscription}` });
const run = (job: string): Push =>
  push({
    "x-cloudscheduler": "true",
    "x-cloudscheduler-jobname": job,
    "x-cloudscheduler-scheduletime": "2026-11-21T02:00:00Z",
  });
const uploaded = wireOf("cloud-storage", { type: "dev.unmoor.bucket.created", data: { bucket: "uploads", key: "a" } });
const coded = (code: string): boolean => written.some((line) => line.includes(`${code}: `));
const names = (): string[] => handled.map(([name]) => name);

describe("an event goes to", () => {
  test.each([
    ["a subscription named as the source", subscribed("orders"), "fulfil"],
    ["one named as the function", subscribed("mail"), "mail"],
    [
      "a queue of Cloud Tasks",
      wireOf("cloud-tasks", { type: "dev.unmoor.queue", data: {} }, { channel: "q" }),
      "fulfil",
    ],
    ["a stream", subscribed("clicks"), "trending"],
    ["a job of any name", run("x"), "nightly"],
    ["a bucket", uploaded, "thumbs"],
    ["a CloudEvent", wireOf("eventarc", { type: "com.shop.paid", data: {} }), "paid"],
  ])("its function: %s", async (_what, wire, name) => {
    const send = await serving(app, { sender: "iam" });
    expect([await send(wire), names()]).toEqual([[204, ""], [name]]);
  });
  test("the function whose name is the path", async () => {
    const send = await serving(app, { sender: "iam" });
    expect([await send(subscribed("any"), "/audit"), names()]).toEqual([[204, ""], ["audit"]]);
    expect(await send(run("x"), "/audit?a=1")).toEqual([400, ""]);
  });
  test("a topic's function by Eventarc, by the topic's name", async () => {
    const send = await serving({ audit: app.audit }, { sender: "iam" });
    const data = {
      message: { messageId: "7", data: base64("{}") },
      subscription: "projects/p/subscriptions/eventarc-1",
    };
    const source = "//pubsub.googleapis.com/projects/p/topics/shipped";
    const type = "google.cloud.pubsub.topic.v1.messagePublished";
    expect([await send(wireOf("eventarc", { type, source, data })), names()]).toEqual([[204, ""], ["audit"]]);
  });
  test("its outcome is the sender's: a retry is a failure, with its delay for Cloud Tasks", async () => {
    const send = await serving(app, { sender: "iam" });
    expect((await send(subscribed("orders", { fail: "retry" })))[0]).toBe(500);
    expect((await send(subscribed("orders", { fail: "reject" })))[0]).toBe(204);
    expect((await send(subscribed("audit", { fail: "reject" })))[0]).toBe(500);
    const delayed = wireOf("cloud-tasks", { type: "dev.unmoor.queue", data: { fail: "retry" } });
    expect((await send(delayed))[0]).toBe(503);
  });
});

describe("a named error and no success:", () => {
  test.each([
    ["two functions of one topic", "AMBIGUOUS", subscribed("shipped"), app],
    ["several that could be meant", "AMBIGUOUS", subscribed("shop-unknown"), app],
    ["a CloudEvent of another type", "UNCLAIMED", wireOf("eventarc", { type: "com.shop.other", data: {} }), app],
    [
      "an object that was deleted",
      "UNCLAIMED",
      wireOf("cloud-storage", { type: "dev.unmoor.bucket.deleted", data: { bucket: "uploads", key: "a" } }),
      app,
    ],
    ["a job, where no function has a schedule", "UNCLAIMED", run("x"), { site: app.site, fulfil: app.fulfil }],
  ])("%s is %s", async (_what, code, wire, entry) => {
    const send = await serving(entry, { sender: "iam" });
    expect(await send(wire)).toEqual([400, ""]);
    expect([handled, coded(code)]).toEqual([[], true]);
  });
  test("a run that was set up with another method than POST is not taken for a request of the routes", async () => {
    server = createServer(toService(app, { sender: "iam" })).listen(0, "127.0.0.1");
    await once(server, "listening");
    const headers = { "x-cloudscheduler": "true", "x-cloudscheduler-jobname": "nightly" };
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
    expect([response.status, handled]).toEqual([400, []]);
  });
  test("a batch of two functions' events is nobody's", async () => {
    const send = await serving(
      { ...app, refunded: on(cloudEvent({ type: "com.shop.refunded" }), note("refunded")) },
      { sender: "iam" },
    );
    const { inverse } = adapter.shapes.eventarc as AnyShape & { inverse: Inverse<"events", Push, NodeReply> };
    const events = ["com.shop.paid", "com.shop.refunded"].map((type) => ({
      event: { specversion: "1.0" as const, id: "1", source: "/s", type, data: {} },
    }));
    expect([await send(inverse.wire({ events }) as Push), handled]).toEqual([[400, ""], []]);
  });
});

describe("who may send:", () => {
  const wires: [string, Push, string?][] = [
    ["a push", subscribed("orders")],
    ["a push to the function's path", subscribed("orders"), "/fulfil"],
    ["a task of Cloud Tasks", wireOf("cloud-tasks", { type: "dev.unmoor.queue", data: {} })],
    ["a run", run("x")],
    ["an object", uploaded],
    ["a CloudEvent", wireOf("eventarc", { type: "com.shop.paid", data: {} })],
    ["a call of a task", push({ "content-type": "application/json" }, { count: 2 }), "/quote"],
  ];
  test.each(wires)("nobody without `sender`: %s", async (_what, wire, path) => {
    const send = await serving(app);
    expect([(await send(wire, path))[0], handled]).toEqual([401, []]);
    expect(coded("UNVERIFIED_SENDER")).toBe(true);
  });
  test.each(wires)("nobody without a token: %s", async (_what, wire, path) => {
    const send = await serving(app, { sender: { audience: "a", email: "a@b" } });
    expect([(await send(wire, path))[0], handled]).toEqual([401, []]);
  });
  const token = (claims: object): string =>
    `Bearer x.${Buffer.from(JSON.stringify({ iss: "https://accounts.google.com", aud: "a", email: "a@b", email_verified: true, exp: 9_000_000_000, ...claims })).toString("base64url")}.SIGNATURE_REMOVED_BY_GOOGLE`;
  test("the account that is expected, where IAM has verified its signature", async () => {
    const send = await serving(app, { sender: { audience: "a", email: "a@b", iam: true } });
    const by = (authorization: string): Push => ({
      ...run("x"),
      rawHeaders: [...run("x").rawHeaders, "authorization", authorization],
    });
    expect((await send(by(token({}))))[0]).toBe(204);
    expect((await send(by(token({ email: "evil@b" }))))[0]).toBe(401);
    expect(names()).toEqual(["nightly"]);
  });
  test("by its signature, where nobody has verified it before", async () => {
    const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
    const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "a", alg: "RS256" }] };
    const ours = globalThis.fetch;
    vi.stubGlobal("fetch", (to: Request | string, init?: RequestInit) =>
      to instanceof Request && to.url.includes("googleapis") ? Promise.resolve(Response.json(keys)) : ours(to, init),
    );
    const signed = await new SignJWT({ email: "a@b", email_verified: true })
      .setProtectedHeader({ alg: "RS256", kid: "a" })
      .setIssuer("https://accounts.google.com")
      .setAudience("a")
      .setExpirationTime("10m")
      .sign(privateKey);
    const send = await serving(app, { sender: { audience: "a", email: "a@b" } });
    const by = (jwt: string): Push => ({
      ...run("x"),
      rawHeaders: [...run("x").rawHeaders, "authorization", `Bearer ${jwt}`],
    });
    expect([(await send(by(signed)))[0], names()]).toEqual([204, ["nightly"]]);
    expect((await send(by(`${signed.slice(0, -9)}AAAAAAAAA`)))[0]).toBe(401);
  });
  test("a signature that IAM has not taken off must be there by default", async () => {
    const send = await serving(app, { sender: { audience: "a", email: "a@b" } });
    const wire = { ...run("x"), rawHeaders: [...run("x").rawHeaders, "authorization", token({})] };
    expect([(await send(wire))[0], handled]).toEqual([401, []]);
  });
});

describe("HTTP", () => {
  test("what no sender marks goes to the routes, its JSON whole", async () => {
    const send = await serving(app);
    expect(await send(push({ "content-type": "application/json" }, { a: 1 }))).toEqual([200, '{"site":"{\\"a\\":1}"}']);
    expect(await send(push({ "content-type": "text/plain" }, "plain"))).toEqual([200, '{"site":"plain"}']);
  });
  test("an app without events has all requests as HTTP, whatever they say", async () => {
    const send = await serving({ site: app.site });
    expect((await send(subscribed("orders")))[0]).toBe(200);
  });
  test("a task is POST of its name; every other method and path is HTTP's", async () => {
    const send = await serving(app, { sender: "iam" });
    expect(await send(push({}, { count: 2 }), "/quote")).toEqual([200, '{"total":10}']);
    expect(await send(push({}, "x"), "/quote/")).toEqual([200, '{"site":"x"}']);
  });
  test("without routes it is 404", async () => {
    const send = await serving({ fulfil: app.fulfil });
    expect((await send(push({}, "x")))[0]).toBe(404);
  });
});

test("what functions-framework has read is not read again", async () => {
  const entry = toCloudFunction(app, { sender: "iam" });
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await entry(Object.assign(request, { rawBody: Buffer.concat(chunks) }), response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { rawBody } = subscribed("orders");
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: rawBody as BodyInit };
  expect([(await fetch(origin, init)).status, names()]).toEqual([204, ["fulfil"]]);
});

test("a sender that goes away midway is not taken for an event", async () => {
  const entry = toService(app, { sender: "iam" });
  const failing = {
    method: "POST",
    url: "/",
    rawHeaders: ["content-type", "application/json", "content-length", "9"],
    async *iterator() {
      yield Buffer.from("{");
      throw new Error("aborted");
    },
  };
  let cut = false;
  await entry(failing as never, { destroy: () => (cut = true) } as never);
  expect([cut, handled]).toEqual([true, []]);
});

test("under the `cloudevent` signature it rejects: an answer would acknowledge", async () => {
  await expect(toCloudFunction(app)({ specversion: "1.0" } as never, {} as never)).rejects.toMatchObject({
    code: "UNCLAIMED",
  });
});

describe("an app that cannot be is refused when it is loaded", () => {
  test("a route with a task's path", () => {
    const clash = { quote: app.quote, other: http("POST /quote", () => new Response()) };
    expect(() => toCloudFunction(clash)).toThrow(expect.objectContaining({ code: "ROUTE_CLASH" }));
  });
  test("a task under another name", () => {
    expect(() => toCloudFunction({ price: app.quote })).toThrow(expect.objectContaining({ code: "INVALID_NAME" }));
  });
});
