import { http, on, queue, Retry } from "unmoor";
import { parity } from "unmoor/testing";
import { expect, test } from "vitest";

const ALL = ["aws", "gcp", "azure", "vercel"] as const;
const orders = queue<"orders", { readonly id: string }>("orders");

test("providers agree on what is portable", async () => {
  const app = {
    orders,
    echo: http("POST /echo/:id", async (request, { params }) =>
      Response.json([params.id, new URL(request.url).searchParams.getAll("tag"), await request.text()]),
    ),
    fulfil: on(orders, async () => {}),
  };
  const seen = await parity(app, ALL, async (cloud) => {
    await cloud.send("orders", { id: "a" });
    await cloud.settled();
    const echo = await cloud.fetch("/echo/a%20b?tag=1&tag=2", { method: "POST", body: "ü" });
    return { status: echo.status, echo: await echo.json(), ended: cloud.attempts("orders").map(({ ended }) => ended) };
  });
  expect(`${seen}`).toBe("aws, gcp, azure and vercel agree");
  expect(seen.agree).toBe(true);
  expect(seen.runs.map(({ result }) => result?.echo)).toEqual(Array(4).fill(["a b", ["1", "2"], "ü"]));
});

test("where they differ, it is said by path, with the traits that they declare to lack", async () => {
  const app = {
    orders,
    fulfil: on(orders, async (_, { attempt }) => {
      if (attempt === 1) throw new Retry("later", { after: "7s" });
    }),
  };
  const seen = await parity(app, ["vercel", "gcp"], async (cloud) => {
    await cloud.send("orders", { id: "a" });
    await cloud.settled();
    return { retried: cloud.attempts("orders")[1]?.at };
  });
  expect(seen.agree).toBe(false);
  expect(`${seen}`).toBe(`gcp differs from vercel:
  retried: 7000 → 10000
  declared, deadLetter: Vercel Queues drop a message after its last delivery, and have no dead letter
  declared, order: Vercel Queues deliver roughly in order, and have no groups
  declared, delay: the delay of a Retry is not kept: Pub/Sub pushes again by the subscription's back-off, 10 to 600 seconds`);
});

test("what a scenario throws is compared, too", async () => {
  const app = { orders, fulfil: on(orders, async () => {}) };
  const seen = await parity(app, ["memory", "azure"], async (cloud) => {
    await cloud.send("orders", { id: "x".repeat(300_000) });
    return "sent";
  });
  expect(seen.disparities).toMatchObject([{ provider: "azure", differences: [expect.stringContaining('"sent" → ')] }]);
  expect(seen.runs[1]?.error).toMatchObject({ code: "LIMIT_EXCEEDED" });
});
