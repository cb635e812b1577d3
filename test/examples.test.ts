import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { simulate } from "unmoor/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adapters } from "../adapters/index.ts";
import * as hello from "../examples/hello/functions.ts";
import * as hono from "../examples/hono/functions.ts";
import * as orders from "../examples/orders/functions.ts";
import type { Shop } from "../examples/orders/shop.ts";
import { build } from "../src/build/index.ts";

const providers = ["memory", "aws", "gcp", "azure", "vercel", "node"];

describe.each(providers)("as %s", (as) => {
  test("hello", async () => {
    const cloud = simulate(hello, { as, env: { GREETING: "hi" } });
    expect(await (await cloud.fetch("/hello/ada")).json()).toEqual({ hi: "ada" });
    expect(await (await cloud.fetch("/search?tag=a&tag=b&q=x+y")).json()).toEqual({ tags: ["a", "b"], q: "x y" });
    const visit = await cloud.fetch("/visit", { headers: { cookie: "visits=4" } });
    expect(await visit.json()).toEqual({ visits: 5 });
    expect(visit.headers.getSetCookie()).toHaveLength(2);
    await cloud.settled();
    expect(cloud.log).toMatchObject([{ level: "info", message: "somebody came by", fields: { visits: 5 } }]);
  });
  test("hono: an unmodified app, its bindings, its execution context", async () => {
    const cloud = simulate(hono, { as, env: { GREETING: "hi" } });
    const response = await cloud.fetch("/api/hello/ada", { headers: { origin: "https://a.example" } });
    expect(await response.json()).toEqual({ hi: "ada" });
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await (await cloud.fetch("/api/later")).text()).toBe("soon");
    expect((await cloud.fetch("/nowhere")).status).toBe(404);
  });
  test("orders: the shop is a fake", async () => {
    const notes: string[] = [];
    const shop: Partial<Shop> = { note: async (line) => void notes.push(line) };
    const cloud = simulate(orders, { as, provide: { shop } });
    const body = JSON.stringify({ id: "o1", item: "hat", total: 5 });
    expect((await cloud.fetch("/orders", { method: "POST", body })).status).toBe(202);
    expect((await cloud.fetch("/orders", { method: "POST", body: "{}" })).status).toBe(422);
    expect(notes).toEqual(["ordered o1"]);
  });
});

describe("every example builds for every provider", () => {
  let out: string;
  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), "unmoor-examples-"));
  });
  afterAll(() => rm(out, { recursive: true, force: true }));

  test.each([
    ["hello", {}],
    ["hono", {}],
    // What Vercel has not.
    ["orders", { vercel: { without: "thumbnails,trending" } }],
  ])(
    "%s",
    async (name, options) => {
      const entry = fileURLToPath(new URL(`../examples/${name}/functions.ts`, import.meta.url));
      const targets = providers.filter((provider) => provider !== "memory");
      const { manifest } = await build({ entry, targets, out: join(out, name), name, adapters, options });
      expect(Object.keys(manifest.targets)).toEqual(targets);
    },
    60_000,
  );
});
