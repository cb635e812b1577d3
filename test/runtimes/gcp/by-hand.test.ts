/** The hand-written entries, bundled by nothing, on functions-framework and on our own server. */
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";
import type { Push } from "../../../adapters/gcp/runtime.ts";
import type { AnyShape, Inverse, NodeReply } from "../../../src/adapter/index.ts";
import { FUNCTIONS, type Project, project } from "../by-hand.ts";
import { type GcpRuntime, start } from "./start.ts";

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

const ENTRIES = {
  function: `import * as app from "./functions.mjs";
import { toCloudFunction } from "unmoor/gcp";
export const handler = toCloudFunction(app, { sender: { audience: "shop", email: "invoker@p.test", iam: true } });`,
  service: `import * as app from "./functions.mjs";
import { serve, toService } from "unmoor/gcp";
serve(toService(app, { sender: { audience: "shop", email: "invoker@p.test", iam: true } }), process);`,
};
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
/** As Cloud Run hands on a token that IAM has verified. */
const bearer = (email = "invoker@p.test"): string => {
  const claims = { iss: "https://accounts.google.com", aud: "shop", email, email_verified: true, exp: 9_000_000_000 };
  return `Bearer ${part({ alg: "RS256" })}.${part(claims)}.SIGNATURE_REMOVED_BY_GOOGLE`;
};

describe.each(["function", "service"] as const)("%s", (shape) => {
  let written: Project;
  let runtime: GcpRuntime;
  beforeAll(async () => {
    const own = { "package.json": { type: "module", main: "index.mjs" }, "functions.mjs": FUNCTIONS };
    written = await project({ ...own, "index.mjs": ENTRIES[shape] });
    runtime = await start({ dir: written.dir, unit: ".", shape, env: written.env });
  });
  afterAll(async () => {
    await runtime?.stop();
    await written?.remove();
  });

  const post = async (path: string, { rawHeaders, rawBody }: Push, authorization?: string): Promise<Response> => {
    const headers = new Headers(authorization ? { authorization } : {});
    for (let i = 0; i + 1 < rawHeaders.length; i += 2)
      if (!/^(host|content-length)$/.test(`${rawHeaders[i]}`))
        headers.append(`${rawHeaders[i]}`, `${rawHeaders[i + 1]}`);
    return fetch(runtime.origin + path, { method: "POST", headers, body: rawBody as BodyInit });
  };
  const wire = (carrier: string, data: unknown, type = "dev.unmoor.queue", source = "/jobs/nightly"): Push => {
    const { inverse } = adapter.shapes[carrier] as AnyShape & { inverse: Inverse<"events", Push, NodeReply> };
    return inverse.wire({ events: [{ event: { specversion: "1.0", id: "1", source, type, data } }] }) as Push;
  };
  const call = (data: unknown): Push => {
    const rawBody = Buffer.from(JSON.stringify(data));
    return { method: "POST", url: "/", rawHeaders: ["content-type", "application/json"], rawBody };
  };
  const handled = (): number => runtime.logs().split('"message":"handled"').length - 1;

  test("HTTP is answered by its route", async () => {
    expect(await (await fetch(`${runtime.origin}/hello/ada`)).json()).toEqual({ hello: "ada" });
    expect(await (await fetch(`${runtime.origin}/any`, { method: "POST", body: "x" })).text()).toBe("the site");
  });
  test.each([
    ["a push of Pub/Sub", wire("pubsub", { total: 1 })],
    ["a task of Cloud Tasks", wire("cloud-tasks", { total: 1 })],
    ["a run of Cloud Scheduler", wire("scheduler", undefined)],
    ["a CloudEvent", wire("eventarc", {}, "com.shop.paid")],
  ])("%s is handled once it is known who sends it, and by nobody else", async (_what, push) => {
    const before = handled();
    for (const authorization of [undefined, bearer("evil@p.test")])
      expect((await post("/", push, authorization)).status).toBe(401);
    expect(handled()).toBe(before);
    expect((await post("/", push, bearer())).status).toBe(204);
    expect(handled()).toBe(before + 1);
  });
  test("a failure is the sender's to repeat, and a reject is put away", async () => {
    expect((await post("/", wire("pubsub", { fail: "throw" }), bearer())).status).toBe(500);
    expect((await post("/", wire("pubsub", { fail: "reject" }), bearer())).status).toBe(204);
    expect(runtime.logs()).toContain('"message":"dead"');
  });
  test("a task is answered, a failure without its cause, and nobody else's call", async () => {
    const reply = await post("/quote", call({ count: 2 }), bearer());
    expect([reply.status, await reply.json()]).toEqual([200, { total: 10 }]);
    expect((await post("/quote", call({ count: 2 }))).status).toBe(401);
    const failed = await post("/quote", call({}), bearer());
    expect([failed.status, (await failed.text()).includes("secret")]).toEqual([500, false]);
  });
  test("an event of no function is no success, though a route takes everything", async () => {
    expect((await post("/", wire("eventarc", {}, "com.shop.other"), bearer())).status).toBe(400);
    expect(runtime.logs()).toContain("of no source that the app has a function for");
  });
});
