/** Every trigger on functions-framework and on our own server: what each sender of Google's would send, and concludes. */
import { fileURLToPath } from "node:url";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";
import type { Push } from "../../../adapters/gcp/runtime.ts";
import type {
  AnyShape,
  FunctionFacts,
  Incoming,
  Inverse,
  NodeReply,
  Settled,
  Unit,
} from "../../../src/adapter/index.ts";
import { type Bundle, bundleUnit } from "./bundle.ts";
import { type GcpRuntime, start } from "./start.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const module = fileURLToPath(new URL("./event-app.ts", import.meta.url));
const INVOKER = "smoke-invoker@p.iam.gserviceaccount.com";
const facts = (name: string, trigger: FunctionFacts["trigger"], over: Partial<FunctionFacts> = {}): FunctionFacts => ({
  name,
  trigger,
  streaming: false,
  deadLetter: false,
  ...over,
});
const functions: readonly (readonly [shape: string, FunctionFacts])[] = [
  ["pubsub", facts("fulfil", "queue", { source: { kind: "queue", name: "orders", fifo: true } })],
  [
    "cloud-tasks",
    facts("charge", "queue", { source: { kind: "queue", name: "payments" }, deadLetter: true, attempts: 3 }),
  ],
  ["pubsub", facts("audit", "topic", { source: { kind: "topic", name: "audit" } })],
  ["eventarc", facts("audit", "topic", { source: { kind: "topic", name: "audit" } })],
  ["pubsub", facts("clicks", "stream", { source: { kind: "stream", name: "clicks" }, batch: 10 })],
  ["scheduler", facts("nightly", "schedule", { source: { kind: "schedule", cron: "0 2 * * *" } })],
  ["cloud-storage", facts("thumbs", "bucket", { source: { kind: "bucket", name: "uploads", when: "created" } })],
  ["eventarc", facts("paid", "cloudEvent", { source: { kind: "cloudEvent", match: { type: "com.stripe.paid" } } })],
];

/** As Cloud Run hands on a token that IAM has verified. */
function token(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const right = {
    iss: "https://accounts.google.com",
    email: INVOKER,
    email_verified: true,
    exp: Date.now() / 1000 + 600,
  };
  const whole = { ...right, exp: Math.floor(right.exp), ...claims };
  return `Bearer ${part({ alg: "RS256" })}.${part(whole)}.SIGNATURE_REMOVED_BY_GOOGLE`;
}

const unitOf = (shape: string, fn: FunctionFacts, timeoutMs = 2_000): Unit => ({
  name: fn.name,
  trigger: fn.trigger,
  shape,
  functions: [fn],
  module,
  timeoutMs,
});

/** Sends a request as it is, and gives what came back in the codec's terms. */
async function send(runtime: GcpRuntime, { rawHeaders, rawBody }: Push, authorization?: string): Promise<NodeReply> {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    if (!/^(host|content-length)$/.test(rawHeaders[i] as string))
      headers.append(rawHeaders[i] as string, rawHeaders[i + 1] as string);
  if (authorization) headers.set("authorization", authorization);
  const init = { method: "POST", headers, body: rawBody as BodyInit };
  const response = await fetch(runtime.origin, init);
  return {
    status: response.status,
    headers: [...response.headers].flat(),
    body: new Uint8Array(await response.arrayBuffer()),
  };
}

const log = (runtime: GcpRuntime): Record<string, unknown>[] =>
  runtime
    .logs()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));

describe.each(["function", "service"] as const)("%s", (http) => {
  describe.each(functions.map(([shape, fn]) => [shape, fn.name, fn] as const))("%s: %s", (shape, _name, fn) => {
    const { inverse } = adapter.shapes[shape] as AnyShape & { inverse: Inverse<"events", Push, NodeReply> };
    let built: Bundle;
    let runtime: GcpRuntime;
    beforeAll(async () => {
      built = await bundleUnit(unitOf(shape, fn), { name: "smoke", http });
      runtime = await start({ dir: built.dir, unit: fn.name, shape: http, env: { INVOKER_ACCOUNT: INVOKER } });
    });
    afterAll(async () => {
      await runtime?.stop();
      await built?.remove();
    });

    const deliver = async (data: unknown, over: Partial<Incoming> = {}): Promise<Settled> => {
      const event =
        fn.trigger === "schedule"
          ? {
              id: "1",
              source: "//cloudscheduler.googleapis.com/jobs/smoke-nightly",
              type: "dev.unmoor.schedule",
              time: "2026-11-21T02:00:00+01:00",
            }
          : fn.trigger === "bucket"
            ? {
                id: "1",
                source: "//storage.googleapis.com/projects/_/buckets/uploads",
                type: "dev.unmoor.bucket.created",
                subject: "a.png",
              }
            : { id: "1", source: "/shop", type: "com.example.order" };
      const wire = inverse.wire({
        events: [{ event: { specversion: "1.0", ...event, data } as never, ...over }],
      }) as Push;
      const reply = await send(runtime, wire, token({ aud: `smoke-${fn.name}` }));
      return (inverse.outcome(reply, wire, []) as readonly Settled[])[0] as Settled;
    };
    const object = { bucket: "uploads", key: "a.png", size: 7 };

    test("an event is handled and done", async () => {
      const data = fn.trigger === "schedule" ? undefined : fn.trigger === "bucket" ? object : { total: 1 };
      expect(await deliver(data, { attempt: 2 })).toMatchObject({ is: "done" });
      const [handled] = log(runtime).filter(({ message }) => message === "handled");
      expect(handled).toMatchObject({
        severity: "INFO",
        "logging.googleapis.com/labels": { function: fn.name },
        ...(data && { event: { data } }),
        ...(["pubsub", "cloud-tasks"].includes(shape) && { attempt: 2 }),
      });
    });
    test.runIf(fn.trigger !== "schedule" && fn.trigger !== "bucket")(
      "what a function says is what the sender concludes",
      async () => {
        const delayed = shape === "cloud-tasks";
        expect(await deliver({ fail: "retry" })).toMatchObject({ is: "retry", ...(delayed && { afterMs: 2_000 }) });
        expect(await deliver({ fail: "throw" })).toMatchObject({ is: "retry" });
        if (fn.name === "fulfil") expect(await deliver({ fail: "hang" })).toMatchObject({ is: "retry" });
        expect(await deliver({ fail: "reject" })).toMatchObject({ is: fn.deadLetter ? "done" : "retry" });
      },
    );
    test.runIf(fn.name === "charge")("the last attempt goes to the handler for what is dead, and is done", async () => {
      expect(await deliver({ fail: "throw" }, { attempt: 3 })).toMatchObject({ is: "done" });
      expect(log(runtime)).toContainEqual(expect.objectContaining({ message: "dead", why: "broken" }));
    });
    test("a request that is no event is refused", async () => {
      expect((await fetch(runtime.origin)).status).toBe(400);
    });
    test.runIf(["pubsub", "cloud-tasks", "scheduler"].includes(shape))(
      "a sender that is another is refused",
      async () => {
        const wire = inverse.wire({
          events: [
            {
              event: {
                specversion: "1.0",
                id: "1",
                source: "/jobs/x",
                type: "t",
                data: {},
                time: "2026-11-21T02:00:00Z",
              },
            },
          ],
        }) as Push;
        for (const authorization of [
          undefined,
          token({ aud: "other" }),
          token({ aud: `smoke-${fn.name}`, email: "x@y" }),
        ])
          expect((await send(runtime, wire, authorization)).status).toBe(401);
      },
    );
  });

  describe("task", () => {
    let built: Bundle;
    let runtime: GcpRuntime;
    beforeAll(async () => {
      built = await bundleUnit(unitOf("task", facts("resize", "task")), { name: "smoke", http });
      runtime = await start({ dir: built.dir, unit: "resize", shape: http });
    });
    afterAll(async () => {
      await runtime?.stop();
      await built?.remove();
    });
    const call = (body: string, type = "application/json"): Promise<Response> =>
      fetch(`${runtime.origin}/resize`, { method: "POST", headers: { "content-type": type }, body });

    test("answers with its result", async () => {
      const response = await call(`{"key":"a"}`);
      expect([response.status, await response.json()]).toEqual([200, { key: "a", width: 1 }]);
    });
    test("fails with a problem that says nothing of the cause", async () => {
      const response = await call(`{"key":"broken"}`);
      expect([response.status, response.headers.get("content-type")]).toEqual([500, "application/problem+json"]);
      expect(await response.text()).not.toContain("secret");
    });
    test("takes a scalar: under functions-framework with another JSON type than application/json", async () => {
      expect((await call("null", "application/vnd.api+json")).status).toBe(500);
      expect((await call("5", "application/vnd.api+json")).status).toBe(200);
      expect((await call("5")).status).toBe(http === "function" ? 400 : 200);
    });
  });
});

test("a signature is verified by jose, which lies beside the bundle and is loaded when one is there", async () => {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid: "a", alg: "RS256" }] };
  const built = await bundleUnit(unitOf("pubsub", functions[0]?.[1] as FunctionFacts), { name: "smoke" });
  const env = {
    INVOKER_ACCOUNT: INVOKER,
    KEYS: JSON.stringify(keys),
    NODE_OPTIONS: `--import ${new URL("./keys.ts", import.meta.url).href}`,
  };
  const runtime = await start({ dir: built.dir, unit: "fulfil", env });
  try {
    const { inverse } = adapter.shapes.pubsub as AnyShape & { inverse: Inverse<"events", Push, NodeReply> };
    const event = { specversion: "1.0" as const, id: "1", source: "/s", type: "t", data: {} };
    const wire = inverse.wire({ events: [{ event }] }) as Push;
    const claims = { iss: "https://accounts.google.com", aud: "smoke-fulfil", email: INVOKER, email_verified: true };
    const signed = (await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "a", typ: "JWT" })
      .setExpirationTime("10m")
      .sign(privateKey)) as string;
    expect((await send(runtime, wire, `Bearer ${signed}`)).status).toBe(204);
    expect((await send(runtime, wire, `Bearer ${signed.slice(0, -9)}AAAAAAAAA`)).status).toBe(401);
    expect(runtime.logs()).toContain("signature verification failed");
  } finally {
    await runtime.stop();
    await built.remove();
  }
});

describe("the whole bundle of an event unit, without jose, is at most", () => {
  const bytes = async (name: string, shape: string): Promise<number> => {
    const [, fn] = functions.find(
      ([each, { name: own }]) => each === shape && own === name,
    ) as (typeof functions)[number];
    const built = await bundleUnit(unitOf(shape, fn), { name: "smoke" });
    await built.remove();
    return built.bytes;
  };
  test.each([
    ["fulfil", "pubsub", 13_200],
    ["charge", "cloud-tasks", 12_900],
    ["audit", "eventarc", 14_900],
    ["thumbs", "cloud-storage", 13_600],
    ["nightly", "scheduler", 11_200],
  ])("%s as %s: %i bytes", async (name, shape, ceiling) => {
    expect(await bytes(name, shape)).toBeLessThanOrEqual(ceiling);
  });
  // Where we want to be. Reaching it fails here: then it becomes the ceiling above.
  test.fails("a queue's, some day, 10 KB", async () => {
    expect(await bytes("fulfil", "pubsub")).toBeLessThanOrEqual(10_240);
  });
});
