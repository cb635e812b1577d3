import { bucket, cloudEvent, http, on, queue, Reject, Retry, schedule, stream, task, topic } from "unmoor";
import { type Cloud, fault, simulate } from "unmoor/testing";
import { describe, expect, test } from "vitest";

const CLOUDS = ["memory", "aws", "gcp", "azure", "vercel", "node"] as const;

interface Order {
  readonly id: string;
  readonly do?: "throw" | "reject" | "later";
}
const orders = queue<"orders", Order>("orders");

/** A world of its own for each test. */
function world() {
  const handled: string[] = [];
  const handle = async ({ data }: { readonly data: unknown }, context: { checkpoint(name: string): unknown }) => {
    const order = data as Order;
    if (order.do === "throw") throw new Error("out of order");
    if (order.do === "reject") throw new Reject("never");
    if (order.do === "later") throw new Retry("later", { after: "7s" });
    handled.push(order.id);
    await context.checkpoint("handled");
  };
  const app = {
    orders,
    fulfil: on(orders, handle),
    audit: on(topic("audit"), handle),
    bill: on(topic("audit"), handle),
    clicks: on(stream("clicks"), { batch: 100 }, async (events) => {
      for (const { data } of events) handled.push((data as Order).id);
    }),
    nightly: on(schedule("0 2 * * *"), async ({ time }) => void handled.push(String(time))),
    thumbs: on(bucket("uploads"), async ({ data }) => void handled.push(data.key)),
    paid: on(cloudEvent<{ readonly id: string }>({ type: "com.stripe.paid" }), handle),
    resize: task("resize", async ({ key }: { readonly key: string }) => ({ width: key.length })),
    hello: http("GET /hello", ({ url }) => new Response(`hello ${new URL(url).pathname}`)),
  };
  return { app, handled };
}

describe.each(CLOUDS)("through the codecs of %s", (as) => {
  test("what is sent arrives, on every trigger that the provider has", async () => {
    const { app, handled } = world();
    const cloud = simulate(app, { as });
    await cloud.send("orders", { id: "queue" });
    await cloud.send("audit", { id: "topic" });
    await cloud.send(app.paid.source, { id: "event" });
    if (as !== "vercel") {
      await cloud.send("clicks", { id: "stream" });
      await cloud.upload("uploads", "a b/ü.png", "bytes");
    }
    expect(handled).toEqual([]);
    await cloud.settled();
    const twice = ["queue", "topic", "topic", "event"];
    expect(handled.toSorted()).toEqual([...twice, ...(as === "vercel" ? [] : ["stream", "a b/ü.png"])].toSorted());
    expect(cloud.attempts("audit").map((one) => one.function)).toEqual(["audit", "bill"]);
    expect(await cloud.invoke("resize", { key: "abc" })).toEqual({ width: 3 });
    expect(await (await cloud.fetch("/hello")).text()).toBe("hello /hello");
    expect(cloud.log.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("what fails comes again until it is given up, and no neighbour with it", async () => {
    const { app, handled } = world();
    const cloud = simulate(app, { as });
    await cloud.sendBatch("orders", [{ id: "a" }, { id: "poison", do: "throw" }, { id: "c" }]);
    await cloud.settled();
    expect(handled).toEqual(["a", "c"]);
    const [letter, ...others] = cloud.deadLetters;
    expect(others).toEqual([]);
    expect(letter).toMatchObject({ function: "fulfil", reason: "out of order", lost: as === "vercel" });
    expect(
      cloud
        .attempts("orders")
        .filter(({ attempt }) => attempt > 1)
        .every(({ event }) => event.data.id === "poison"),
    ).toBe(true);
  });

  test("an instance that dies in the middle brings its event again", async () => {
    const { app, handled } = world();
    const cloud = simulate(app, { as, faults: [fault.crash("orders", { at: "handled" })] });
    await cloud.send("orders", { id: "a" });
    await cloud.settled();
    expect(handled).toEqual(["a", "a"]);
    expect(cloud.attempts().map(({ ended }) => ended)).toEqual(["crash", "done"]);
    expect(cloud.instances.map(({ alive }) => alive)).toEqual([false, true]);
  });

  test("a schedule runs when it is due", async () => {
    const { app, handled } = world();
    const cloud = simulate(app, { as, now: "2026-03-01T00:00:00Z" });
    await cloud.settled();
    expect(handled).toEqual([]);
    await cloud.clock.advance("2d");
    expect(handled.map((time) => new Date(time).toISOString())).toEqual([
      "2026-03-01T02:00:00.000Z",
      "2026-03-02T02:00:00.000Z",
    ]);
    expect(cloud.clock.now.toISOString()).toBe("2026-03-03T00:00:00.000Z");
  });
});

/** Milliseconds between the deliveries of an event. */
const pauses = (cloud: Cloud<never>): number[] =>
  cloud
    .attempts()
    .map(({ at }, i, all) => at - (all[i - 1]?.at ?? 0))
    .slice(1);

test.each([
  // The visibility timeout that our fragment sets: six times 29 s.
  ["aws", {}, [174_000, 174_000, 174_000, 174_000]],
  // The retry policy of our subscription.
  ["gcp", {}, [10_000, 20_000, 40_000, 80_000]],
  ["gcp", { queue: "cloud-tasks" }, [10_000, 20_000, 40_000, 80_000]],
  // Abandoned and delivered again at once, ten times.
  ["azure", {}, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ["azure", { queue: "storage-queue" }, [10_000, 10_000, 10_000, 10_000]],
  // Our trigger's `retryAfterSeconds`, and five deliveries to spare.
  ["vercel", {}, Array(9).fill(60_000)],
  ["memory", {}, [1000, 2000, 4000, 8000]],
  // The Trigger that we emit.
  ["node", {}, [1000, 2000, 4000, 8000]],
])("%s %j retries a queue after %j ms", async (as, shapes, expected) => {
  const cloud = simulate(world().app, { as, shapes });
  await cloud.send("orders", { id: "a", do: "throw" });
  await cloud.settled();
  expect(pauses(cloud as never)).toEqual(expected);
});

test.each([
  ["aws", "audit", [60_000, 120_000]],
  ["gcp", "audit", [10_000, 20_000, 40_000, 80_000]],
] as const)("%s retries a topic's function after %j", async (as, channel, expected) => {
  const { audit } = world().app;
  const cloud = simulate({ audit }, { as });
  await cloud.send(channel, { id: "a", do: "throw" });
  await cloud.settled();
  expect(pauses(cloud as never)).toEqual(expected);
});

test.each([
  ["memory", 7000],
  ["vercel", 7000],
  ["aws", 174_000],
  ["gcp", 10_000],
  ["azure", 0],
] as const)("%s: the delay of a Retry becomes %i ms", async (as, expected) => {
  const cloud = simulate(world().app, { as });
  await cloud.send("orders", { id: "a", do: "later" });
  await cloud.settled();
  expect(pauses(cloud as never)[0]).toBe(expected);
});

test("dead letters are delivered anew", async () => {
  const { app } = world();
  const cloud = simulate(app, { as: "aws", retry: { attempts: 2, backoff: () => "1s" } });
  await cloud.send("orders", { id: "a", do: "throw" });
  await cloud.settled();
  expect(cloud.deadLetters).toHaveLength(1);
  await cloud.redrive();
  await cloud.settled();
  expect(cloud.deadLetters).toHaveLength(1);
  expect(cloud.attempts("orders").map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
});
