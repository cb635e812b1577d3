/** Whatever a client may send: no event function and no task of a hand-written entry that is on the web ever sees it. */
import { EventEmitter } from "node:events";
import fc from "fast-check";
import { bucket, cloudEvent, http, on, queue, schedule, stream, task, topic } from "unmoor";
import type { NodeRequest, NodeResponse } from "unmoor/adapter";
import { afterEach, expect, test, vi } from "vitest";
import { toCloudFunction } from "../../adapters/gcp/runtime.ts";
import { toVercel } from "../../adapters/vercel/runtime.ts";

vi.setConfig({ testTimeout: 60_000 });
vi.spyOn(process.stdout, "write").mockImplementation(() => true);
afterEach(() => void vi.unstubAllEnvs());

let reached: string[] = [];
const seen = (name: string) => (): void => void reached.push(name);
const deadLetter = seen("a dead letter");
const portable = {
  site: http("* /**", () => new Response("the site")),
  fulfil: on(queue("orders"), { deadLetter }, seen("fulfil")),
  audit: on(topic("shipped"), { deadLetter }, seen("audit")),
  nightly: on(schedule("0 2 * * *"), { deadLetter }, seen("nightly")),
  paid: on(cloudEvent({ type: "com.shop.paid" }), { deadLetter }, seen("paid")),
  quote: task("quote", seen("quote")),
};
const all = {
  ...portable,
  trending: on(stream("clicks"), { deadLetter }, seen("trending")),
  thumbnails: on(bucket("uploads"), { deadLetter }, seen("thumbnails")),
};

const NAMES = Object.keys(all);
const json = { "content-type": "application/json" };
const event = { "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/s" };
const stored = "google.cloud.storage.object.v1.finalized";
/** What a true sender would send, but for its proof. */
const GENUINE: readonly { method?: string; path?: string; headers: Record<string, string>; body: unknown }[] = [
  {
    headers: json,
    body: { message: { messageId: "1", data: "e30=" }, subscription: "projects/p/subscriptions/orders" },
  },
  { headers: json, body: { message: { messageId: "1" }, subscription: "projects/p/subscriptions/audit" } },
  { headers: { "x-cloudtasks-taskname": "1", "x-cloudtasks-queuename": "orders" }, body: {} },
  { headers: { "x-cloudscheduler": "true", "x-cloudscheduler-jobname": "nightly" }, body: "" },
  { headers: { ...event, ...json, "ce-type": stored }, body: { bucket: "uploads", name: "a.png" } },
  { path: "/paid", headers: { ...event, ...json, "ce-type": "com.shop.paid" }, body: {} },
  {
    path: "/paid",
    headers: { "content-type": "application/cloudevents+json" },
    body: { specversion: "1.0", id: "1", source: "/s", type: "com.shop.paid", data: {} },
  },
  { headers: { ...event, ...json, "ce-type": "com.vercel.queue.v2beta", "ce-vqsqueuename": "orders" }, body: {} },
  { headers: { ...event, "ce-type": "com.vercel.schedule.v1beta", "ce-vssschedulename": "nightly" }, body: "" },
  { method: "GET", path: "/nightly", headers: { "user-agent": "vercel-cron/1.0" }, body: "" },
  { path: "/quote", headers: json, body: { count: 2 } },
];
const path = fc.oneof(
  fc.constantFrom(
    "/",
    "//",
    ...NAMES.flatMap((name) => [
      `/${name}`,
      `/${name}/`,
      `//${name}`,
      `/%${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
      `/x/../${name}`,
      `/${name}?a=1`,
    ]),
  ),
  fc.webPath(),
);
/** Every field that one of the senders sets, each with what it could hold. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  authorization: [
    "Bearer undefined",
    "Bearer ",
    "Bearer null",
    "Basic YTpi",
    `Bearer ${"x".repeat(16)}`,
    "Bearer e30.e30.SIGNATURE_REMOVED_BY_GOOGLE",
    "Bearer e30.e30.",
  ],
  "content-type": [
    "application/json",
    "application/json; charset=utf-8",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
    "text/plain",
  ],
  "ce-specversion": ["1.0"],
  "ce-id": ["1"],
  "ce-source": ["/s", "//storage.googleapis.com/projects/_/buckets/uploads"],
  "ce-type": [
    "com.shop.paid",
    "com.vercel.queue.v2beta",
    "com.vercel.schedule.v1beta",
    "google.cloud.storage.object.v1.finalized",
  ],
  "ce-vqsqueuename": ["orders", "shipped"],
  "ce-vqsconsumergroup": ["fulfil", "audit"],
  "ce-vqsreceipthandle": ["r"],
  "ce-vqsregion": ["iad1", "evil.example/"],
  "ce-vssschedulename": ["nightly"],
  "x-vercel-oidc-token": ["t"],
  "x-vercel-cron-schedule": ["0 2 * * *"],
  "x-cloudscheduler": ["true"],
  "x-cloudscheduler-jobname": ["nightly"],
  "x-cloudtasks-taskname": ["1"],
  "x-cloudtasks-queuename": ["orders"],
  "x-goog-pubsub-message-id": ["1"],
  "x-goog-pubsub-subscription-name": ["projects/p/subscriptions/orders"],
  "user-agent": ["vercel-cron/1.0", "Google-Cloud-Scheduler", "CloudPubSub-Google"],
};
/** A delivery of a true sender, and what a client might change of it. */
const forged = fc
  .record({
    genuine: fc.constantFrom(...GENUINE),
    method: fc.option(fc.constantFrom("GET", "POST", "PUT", "HEAD"), { freq: 2 }),
    path: fc.option(path, { freq: 2 }),
    others: fc
      .subarray(Object.keys(FIELDS), { maxLength: 3 })
      .chain((names) =>
        fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...(FIELDS[name] ?? []))]))),
      ) as fc.Arbitrary<Record<string, string>>,
    body: fc.option(fc.string(), { freq: 2 }),
  })
  .map(({ genuine, method, path, others, body }) => ({
    method: method ?? genuine.method ?? "POST",
    path: path ?? genuine.path ?? "/",
    headers: { ...genuine.headers, ...others },
    body: body ?? (genuine.body === "" ? "" : JSON.stringify(genuine.body)),
  }));
type Forged = typeof forged extends fc.Arbitrary<infer T> ? T : never;

const nobodySees = (send: (request: Forged) => Promise<unknown>): Promise<void> =>
  fc.assert(
    fc.asyncProperty(forged, async (request) => {
      reached = [];
      await send(request);
      expect(reached).toEqual([]);
    }),
    { numRuns: 1000, seed: 3 },
  );

/** A request as functions-framework hands it over, its body read. */
function nodeRequest({ method, path, headers, body }: Forged): NodeRequest {
  const bytes = /GET|HEAD/.test(method) ? undefined : Buffer.from(body);
  const rawHeaders = ["host", "a.example", ...Object.entries(headers).flat()];
  return Object.assign(new EventEmitter(), {
    method,
    url: path,
    rawHeaders,
    headers: {},
    ...(bytes && { rawBody: bytes }),
    resume() {},
    async *iterator() {},
  });
}
const nodeResponse = (): NodeResponse =>
  Object.assign(new EventEmitter(), {
    headersSent: false,
    writableFinished: true,
    writeHead(): NodeResponse {
      return this as never;
    },
    write: () => true,
    end() {},
    destroy() {},
  });

test.each([
  ["without `sender`", {}],
  ["with a sender's audience and account", { sender: { audience: "shop", email: "invoker@p.test" } }],
  ["with IAM before it", { sender: { audience: "shop", email: "invoker@p.test", iam: true } }],
])("Google Cloud, %s", async (_what, options) => {
  const entry = toCloudFunction(all, options);
  await nobodySees((request) => entry(nodeRequest(request), nodeResponse()));
});

test.each([
  ["without secrets", {}],
  [
    "with secrets",
    { CRON_SECRET: "0123456789abcdef", CLOUDEVENTS_SECRET: "0123456789abcdef", TASK_SECRET: "0123456789abcdef" },
  ],
])("Vercel, %s", async (_what, env) => {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const { fetch } = toVercel(portable);
  await nobodySees(({ method, path, headers, body }) =>
    fetch(new Request(`https://a.example${path}`, { method, headers, ...(!/GET|HEAD/.test(method) && { body }) })),
  );
});

test("the same requests do reach them where their sender is believed: this is no test of nothing", async () => {
  const requests = fc.sample(forged, { numRuns: 1000, seed: 3 });
  reached = [];
  const entry = toCloudFunction(all, { sender: "iam" });
  for (const request of requests) await entry(nodeRequest(request), nodeResponse());
  expect(reached).toEqual(expect.arrayContaining(["fulfil", "audit", "nightly", "paid", "quote", "thumbnails"]));
  reached = [];
  for (const name of ["CRON_SECRET", "CLOUDEVENTS_SECRET", "TASK_SECRET"]) vi.stubEnv(name, "0123456789abcdef");
  const { fetch } = toVercel(portable);
  for (const { method, path, headers, body } of requests) {
    const shown = { ...headers, authorization: "Bearer 0123456789abcdef" };
    await fetch(
      new Request(`https://a.example${path}`, { method, headers: shown, ...(!/GET|HEAD/.test(method) && { body }) }),
    );
  }
  expect(reached).toEqual(expect.arrayContaining(["nightly", "paid", "quote"]));
});
