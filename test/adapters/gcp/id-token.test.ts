/** Who may send: security.md B2, and row 14 of B1. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { beforeAll, describe, expect, test, vi } from "vitest";
import {
  cloudTasks,
  eventarc,
  type IdTokenOptions,
  idToken,
  type Push,
  pubsub,
  scheduler,
  task,
} from "../../../adapters/gcp/runtime.ts";
import { message, testHost } from "./push.ts";

vi.setConfig({ testTimeout: 30_000 });

const NOW = Date.UTC(2026, 10, 21, 12);
const EMAIL = "shop-invoker@p.iam.gserviceaccount.com";
const options: IdTokenOptions = { audience: "shop-fulfil", email: EMAIL };

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let jwks: unknown;
beforeAll(async () => {
  keys = await generateKeyPair("RS256", { extractable: true });
  jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: "a", alg: "RS256", use: "sig" }] };
});

const right = {
  iss: "https://accounts.google.com",
  aud: "shop-fulfil",
  email: EMAIL,
  email_verified: true,
  exp: NOW / 1000 + 3_000,
  iat: NOW / 1000 - 60,
};
const signed = (
  claims: object = {},
  { kid = "a", key = keys.privateKey as CryptoKey | Uint8Array, alg = "RS256" } = {},
) => new SignJWT({ ...right, ...claims } as JWTPayload).setProtectedHeader({ alg, kid, typ: "JWT" }).sign(key);
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
/** As Cloud Run hands on what IAM has verified. */
const taken = (claims: object = {}): string =>
  `${part({ alg: "RS256", kid: "a" })}.${part({ ...right, ...claims })}.SIGNATURE_REMOVED_BY_GOOGLE`;

const host = (env = {}) => testHost(async () => Response.json(jwks), env, NOW);
const sent = (authorization?: string): Push => {
  const wire = message();
  return {
    ...wire,
    rawHeaders: [...wire.rawHeaders, ...(authorization === undefined ? [] : ["Authorization", authorization])],
  };
};
const open = (authorization: string | undefined, over: Partial<IdTokenOptions> = {}, at = host()): Promise<Push> =>
  pubsub({ sender: idToken({ ...options, ...over }) }).open?.(sent(authorization), at) as Promise<Push>;
const refused = expect.objectContaining({ name: "UnmoorError", code: "UNVERIFIED_SENDER", status: 401 });

describe("a token with its signature", () => {
  test("of the right sender lets the delivery in, unchanged", async () => {
    expect(await open(`Bearer ${await signed()}`)).toEqual(sent(`Bearer ${await signed()}`));
    const other = `bearer ${await signed({ iss: "accounts.google.com" })}`;
    expect(await open(other)).toEqual(sent(other));
  });
  test.each<[string, object]>([
    ["another service account", { email: "other@p.iam.gserviceaccount.com" }],
    ["an account that is not verified", { email_verified: false }],
    ["an account that says so in text", { email_verified: "true" }],
    ["another audience", { aud: "shop-other" }],
    ["several audiences", { aud: ["shop-fulfil", "shop-other"] }],
    ["another issuer", { iss: "https://accounts.google.com.evil.example" }],
    ["no issuer", { iss: undefined }],
    ["an expiry in the past", { exp: NOW / 1000 - 60 }],
    ["no expiry", { exp: undefined }],
    ["an expiry in words", { exp: "never" }],
  ])("of %s is refused", async (_what, claims) => {
    await expect(open(`Bearer ${await signed(claims)}`)).rejects.toEqual(refused);
  });
  test("of an expiry without end is refused", async () => {
    const [header, , signature] = (await signed()).split(".");
    const payload = Buffer.from(JSON.stringify(right).replace(/"exp":\d+/, '"exp":1e400')).toString("base64url");
    await expect(open(`Bearer ${header}.${payload}.${signature}`)).rejects.toEqual(refused);
    await expect(open(`Bearer ${header}.${payload}.SIGNATURE_REMOVED_BY_GOOGLE`, { iam: true })).rejects.toEqual(
      refused,
    );
  });
  test("of another key is refused", async () => {
    const { privateKey: key } = await generateKeyPair("RS256");
    await expect(open(`Bearer ${await signed({}, { key })}`)).rejects.toEqual(refused);
  });
  test("made with the public key as a secret (HS256), or with no algorithm, is refused", async () => {
    const secret = new TextEncoder().encode(JSON.stringify(jwks));
    await expect(open(`Bearer ${await signed({}, { key: secret, alg: "HS256" })}`)).rejects.toEqual(refused);
    await expect(open(`Bearer ${part({ alg: "none" })}.${part(right)}.`)).rejects.toEqual(refused);
  });
  test("whose claims were changed is refused", async () => {
    const [header, , signature] = (await signed()).split(".");
    await expect(open(`Bearer ${header}.${part({ ...right, extra: 1 })}.${signature}`)).rejects.toEqual(refused);
  });
  test.each([undefined, "", "Bearer", "Bearer undefined", "Basic abc", "Bearer a.b", "Bearer a.b.c.d"])(
    "%j is none, and no key is fetched for it",
    async (authorization) => {
      const at = host();
      await expect(open(authorization, {}, at)).rejects.toEqual(refused);
      expect(at.calls).toEqual([]);
    },
  );
  test("with another scheme is refused", async () => {
    await expect(open(`Basic ${await signed()}`)).rejects.toEqual(refused);
  });
});

describe("keys", () => {
  test("are fetched once, from Google, through the host", async () => {
    const at = host();
    const codec = pubsub({ sender: idToken(options) });
    for (let i = 0; i < 5; i++) await codec.open?.(sent(`Bearer ${await signed()}`), at);
    expect(at.calls).toEqual(["GET https://www.googleapis.com/oauth2/v3/certs"]);
  });
  test("are not asked for again by a thousand tokens of unknown keys", async () => {
    const at = host();
    const codec = pubsub({ sender: idToken(options) });
    const forged = sent(`Bearer ${await signed({}, { kid: "unknown" })}`);
    const all = Array.from({ length: 1_000 }, () => codec.open?.(forged, at));
    for (const { status, ...rest } of await Promise.allSettled(all))
      expect([status, (rest as PromiseRejectedResult).reason]).toEqual(["rejected", refused]);
    expect(at.calls).toHaveLength(1);
  });
  test("that cannot be had are our failure, not the sender's", async () => {
    const unavailable = expect.objectContaining({ code: "UNVERIFIED_SENDER", status: 503 });
    for (const serve of [
      () => Promise.reject(new TypeError("fetch failed")),
      async () => new Response("", { status: 500 }),
    ])
      await expect(open(`Bearer ${await signed()}`, {}, testHost(serve, {}, NOW))).rejects.toEqual(unavailable);
  });
});

describe("a token whose signature Cloud Run has verified and taken off", () => {
  test("passes where IAM stands before the service, and no key is fetched", async () => {
    const at = host();
    await open(`Bearer ${taken()}`, { iam: true }, at);
    expect(at.calls).toEqual([]);
  });
  test("is refused everywhere else", async () => {
    await expect(open(`Bearer ${taken()}`)).rejects.toEqual(refused);
    await expect(open(`Bearer ${taken()}`, { iam: false })).rejects.toEqual(refused);
  });
  test("still has to be of the right sender", async () => {
    for (const claims of [{ email: "x@y" }, { aud: "other" }, { exp: 0 }, { iss: "x" }, { email_verified: 1 }])
      await expect(open(`Bearer ${taken(claims)}`, { iam: true })).rejects.toEqual(refused);
    for (const payload of ["", "!", part([]), Buffer.from("null").toString("base64url")])
      await expect(open(`Bearer a.${payload}.SIGNATURE_REMOVED_BY_GOOGLE`, { iam: true })).rejects.toEqual(refused);
  });
});

describe("the account", () => {
  const { email: _, ...unnamed } = options;
  const codec = pubsub({ sender: idToken({ ...unnamed, iam: true }) });

  test("is the environment's where the build does not know it", async () => {
    const push = sent(`Bearer ${taken()}`);
    expect(await codec.open?.(push, host({ INVOKER_ACCOUNT: EMAIL }))).toEqual(push);
    await expect(codec.open?.(sent(`Bearer ${taken()}`), host({ INVOKER_ACCOUNT: "x" }))).rejects.toEqual(refused);
  });
  test("that nobody has named lets nobody in", async () => {
    for (const claims of [{}, { email: undefined }, { email: "undefined" }, { email: "" }])
      await expect(codec.open?.(sent(`Bearer ${taken(claims)}`), host())).rejects.toEqual(refused);
  });
});

test("the headers of Cloud Tasks and Cloud Scheduler alone open nothing", async () => {
  for (const make of [cloudTasks, scheduler, eventarc]) {
    const wire = { ...message(), rawHeaders: ["x-cloudscheduler", "true", "x-cloudtasks-taskname", "1"] };
    await expect(make({ sender: idToken(options) }).open?.(wire, host())).rejects.toEqual(refused);
  }
});
test("without a sender to ask for, IAM is the only guard: the code checks nothing", () => {
  for (const make of [pubsub, cloudTasks, scheduler, eventarc, task]) expect(make({}).open).toBeUndefined();
});
