import { readFileSync } from "node:fs";
import { http, on, provide, queue, schedule } from "unmoor";
import { always, chaos, eventually, explore, fault, parity, simulate, sometimes } from "unmoor/testing";
import "unmoor/testing/vitest";
import { describe, expect, test } from "vitest";

// What docs/testing.md and the README show stands here, and runs; the last test compares them.

interface Ledger {
  charge(order: string, key: string): Promise<void>;
}
const ledger = provide("ledger", (): Ledger => {
  throw new Error("a test brings its own");
});

interface Order {
  readonly id: string;
  readonly cents: number;
}
const orders = queue<"orders", Order>("orders");
const charge = on(orders, { use: [ledger] }, async ({ id, data }, { ledger, checkpoint }) => {
  if (data.cents < 0) throw new Error("no money");
  await ledger.charge(data.id, id);
  await checkpoint("charged");
});
const order = http("GET /orders/:id", (_, { params }) => Response.json({ id: params.id }));
const remind = on(schedule("0 9 * * *"), { use: [ledger] }, ({ time }, { ledger }) =>
  ledger.charge("fee", String(time)),
);
const app = { orders, charge, order, remind };

function world() {
  const charges: string[] = [];
  const keys = new Set<string>();
  const fake: Ledger = {
    async charge(order, key) {
      if (keys.has(key)) return;
      keys.add(key);
      charges.push(order);
    },
  };
  return { app, provide: { ledger: fake }, charges };
}

test("a request", async () => {
  const cloud = simulate(app, { as: "aws" });
  const response = await cloud.fetch("/orders/o1");
  expect(response).toHaveStatus(200);
});

test("an event", async () => {
  const { provide, charges } = world();
  const cloud = simulate(app, { as: "gcp", provide });
  await cloud.send("orders", { id: "o1", cents: 500 });
  await cloud.settled();
  expect(charges).toEqual(["o1"]);
});

test("time", async () => {
  const { provide, charges } = world();
  const cloud = simulate(app, { provide, now: "2026-03-28T00:00:00Z" });
  await cloud.clock.advance("30d");
  expect(cloud).toHaveDelivered("remind", { times: 30 });
  expect(charges).toHaveLength(30);
});

test("killed between charge and acknowledgement", async () => {
  const { provide, charges } = world();
  const faults = [fault.crash("orders", { at: "charged" })];
  const cloud = simulate(app, { as: "aws", provide, faults });
  await cloud.send("orders", { id: "o1", cents: 500 });
  await cloud.settled();
  expect(charges).toEqual(["o1"]);
  expect(`${cloud.trace}`).toMatchInlineSnapshot(`
    "     0  send   e1    orders
         0  cold   i1    charge
         0  start  e1#1  charge i1
         0  crash  e1#1  charged
    174000  cold   i2    charge
    174000  start  e1#2  charge i2
    174000  done   e1#2"
  `);
});

test("charged exactly once, whatever happens", async () => {
  await explore(
    world,
    async (cloud, { charges }) => {
      always("nobody is charged twice", () => new Set(charges).size === charges.length);
      sometimes("an event came twice", () => cloud.attempts().length > 3);
      for (const id of ["a", "b", "c"]) await cloud.send("orders", { id, cents: 100 });
      eventually("everybody is charged", () => charges.length === 3);
    },
    { seeds: 50, as: ["aws", "gcp", "azure", "vercel"] },
  );
});

test("idempotent", async () => {
  await expect(world).toBeIdempotentUnder(chaos.atLeastOnce, async (cloud, { charges }) => {
    await cloud.send("orders", { id: "o1", cents: 100 });
    return charges;
  });
});

test("parity", async () => {
  const scenario = parity(app, ["aws", "gcp", "azure", "vercel"], async (cloud) => {
    const response = await cloud.fetch("/orders/a%20b");
    return { status: response.status, body: await response.json() };
  });
  await expect(scenario).toAgree();
});

test("matchers", async () => {
  const retry = { attempts: 3, backoff: (attempt: number) => 1000 * attempt };
  const cloud = simulate(app, { retry, provide: world().provide });
  await cloud.send("orders", { id: "o1", cents: -1 });
  await cloud.settled();
  expect(cloud).toHaveDelivered("orders", { times: 3, to: "charge", data: { id: "o1" } });
  expect(cloud).toHaveRetriedAfter("1s", "2s");
  expect(cloud).toHaveDeadLettered("orders", { reason: /no money/ });
  await expect(cloud.fetch("/orders")).toHaveStatus(404);
});

test("limits", async () => {
  const cloud = simulate(app, { as: "azure" });
  const large = { id: "x".repeat(2 ** 20), cents: 1 };
  await expect(cloud.send("orders", large)).toExceedLimit("eventBytes");
});

test("a failure", async () => {
  const careless = on(orders, { use: [ledger] }, ({ data }, { ledger }) => ledger.charge(data.id, crypto.randomUUID()));
  const found = explore(
    () => ({ ...world(), app: { orders, charge: careless } }),
    async (cloud, { charges }) => {
      always("nobody is charged twice", () => new Set(charges).size === charges.length);
      await cloud.send("orders", { id: "a", cents: 100 });
    },
    { as: ["gcp"] },
  );
  const { message } = await found.then(
    () => expect.unreachable(),
    (thrown: Error) => thrown,
  );
  // As on the page, spaces at ends of lines aside.
  const shown = /^```text\n(.*?)^```$/ms.exec(readFileSync(new URL("../../docs/testing.md", import.meta.url), "utf8"));
  const plain = (text: string): string => text.replace(/ +$/gm, "").trim();
  expect(plain(shown?.[1] ?? "")).toBe(plain(message));
});

describe("what is shown stands in tests that run", () => {
  const root = new URL("../../", import.meta.url);
  const text = (file: string): string => readFileSync(new URL(file, root), "utf8");
  /** Lines without what stands around them. */
  const lines = (code: string): string =>
    code
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line && !line.startsWith("import "))
      .join("\n");
  const blocks = (markdown: string): string[] =>
    [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => lines(code));
  const run = ["test/testing/documented.test.ts", "examples/orders/orders.test.ts"].map((file) => lines(text(file)));
  const section = /^## Testing\n(.*?)^## /ms.exec(text("README.md"))?.[1] ?? "";

  test.each([
    ["README.md", section, 1],
    ["docs/testing.md", text("docs/testing.md"), 8],
  ])("%s", (_, markdown, least) => {
    const shown = blocks(markdown);
    expect(shown.length).toBeGreaterThanOrEqual(least);
    for (const block of shown)
      expect(
        run.some((code) => code.includes(block)),
        block,
      ).toBe(true);
  });
});
