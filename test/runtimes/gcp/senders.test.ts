/** Who may deliver on functions-framework and on our own server, and what is refused; the scenarios say what is done. */
import { fileURLToPath } from "node:url";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { adapter } from "../../../adapters/gcp/index.ts";
import type { Push } from "../../../adapters/gcp/runtime.ts";
import type { AnyShape, FunctionFacts, Inverse, NodeReply, Unit } from "../../../src/adapter/index.ts";
import { type Bundle, bundleUnit } from "./bundle.ts";
import { type GcpRuntime, start } from "./start.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const module = fileURLToPath(new URL("./event-app.ts", import.meta.url));
const INVOKER = "smoke-invoker@p.iam.gserviceaccount.com";

const facts = (name: string, trigger: FunctionFacts["trigger"], source?: FunctionFacts["source"]): FunctionFacts => ({
  name,
  trigger,
  streaming: false,
  deadLetter: false,
  ...(source && { source }),
});
const functions: readonly (readonly [shape: string, FunctionFacts])[] = [
  ["pubsub", facts("fulfil", "queue", { kind: "queue", name: "orders" })],
  ["cloud-tasks", facts("charge", "queue", { kind: "queue", name: "payments" })],
  ["scheduler", facts("nightly", "schedule", { kind: "schedule", cron: "0 2 * * *" })],
];

const unitOf = (shape: string, fn: FunctionFacts): Unit => ({
  name: fn.name,
  trigger: fn.trigger,
  shape,
  functions: [fn],
  module,
});

/** As Cloud Run hands on a token that IAM has verified. */
function token(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const right = {
    iss: "https://accounts.google.com",
    email: INVOKER,
    email_verified: true,
    exp: Math.floor(Date.now() / 1000) + 600,
  };
  return `Bearer ${part({ alg: "RS256" })}.${part({ ...right, ...claims })}.SIGNATURE_REMOVED_BY_GOOGLE`;
}

/** What the sender of a shape makes of an event. */
function wireOf(shape: string): Push {
  const { inverse } = adapter.shapes[shape] as AnyShape & { inverse: Inverse<"events", Push, NodeReply> };
  const event = { specversion: "1.0" as const, id: "1", source: "/jobs/x", type: "t", time: "2026-11-21T02:00:00Z" };
  return inverse.wire({ events: [{ event: { ...event, data: {} } }] }) as Push;
}

/** The status of the answer to a request as it is. */
async function send(runtime: GcpRuntime, { rawHeaders, rawBody }: Push, authorization?: string): Promise<number> {
  const headers = new Headers();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2)
    if (!/^(host|content-length)$/.test(rawHeaders[i] as string))
      headers.append(rawHeaders[i] as string, rawHeaders[i + 1] as string);
  if (authorization) headers.set("authorization", authorization);
  const response = await fetch(runtime.origin, { method: "POST", headers, body: rawBody as BodyInit });
  await response.arrayBuffer();
  return response.status;
}

/** A unit, bundled and started. */
function running(unit: Unit, http: "function" | "service"): () => GcpRuntime {
  let built: Bundle;
  let runtime: GcpRuntime;
  beforeAll(async () => {
    built = await bundleUnit(unit, { name: "smoke", http });
    runtime = await start({ dir: built.dir, unit: unit.name, shape: http, env: { INVOKER_ACCOUNT: INVOKER } });
  });
  afterAll(async () => {
    await runtime?.stop();
    await built?.remove();
  });
  return () => runtime;
}

describe.each(["function", "service"] as const)("%s", (http) => {
  describe.each(functions)("%s", (shape, fn) => {
    const runtime = running(unitOf(shape, fn), http);

    test("the sender that the unit was built for is let in, any other is not", async () => {
      expect(await send(runtime(), wireOf(shape), token({ aud: `smoke-${fn.name}` }))).toBeLessThan(300);
      for (const authorization of [
        undefined,
        token({ aud: "other" }),
        token({ aud: `smoke-${fn.name}`, email: "x@y" }),
      ])
        expect(await send(runtime(), wireOf(shape), authorization)).toBe(401);
    });
    test("a request that is no event is refused", async () => {
      expect((await fetch(runtime().origin)).status).toBe(400);
    });
  });

  describe("task", () => {
    const runtime = running(unitOf("task", facts("resize", "task")), http);
    const call = (body: string, type = "application/json"): Promise<Response> =>
      fetch(`${runtime().origin}/resize`, { method: "POST", headers: { "content-type": type }, body });

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
    const claims = { iss: "https://accounts.google.com", aud: "smoke-fulfil", email: INVOKER, email_verified: true };
    const signed = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", kid: "a", typ: "JWT" })
      .setExpirationTime("10m")
      .sign(privateKey);
    expect(await send(runtime, wireOf("pubsub"), `Bearer ${signed}`)).toBe(204);
    expect(await send(runtime, wireOf("pubsub"), `Bearer ${signed.slice(0, -9)}AAAAAAAAA`)).toBe(401);
    expect(runtime.logs()).toContain("signature verification failed");
  } finally {
    await runtime.stop();
    await built.remove();
  }
});
