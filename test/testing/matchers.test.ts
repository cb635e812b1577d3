import { http, on, queue, Reject, topic } from "unmoor";
import { chaos, fault, parity, simulate } from "unmoor/testing";
import "unmoor/testing/vitest";
import { describe, expect, expectTypeOf, test } from "vitest";

interface Order {
  readonly id: string;
  readonly cents: number;
}
const orders = queue<"orders", Order>("orders");

function world() {
  const charges: string[] = [];
  const app = {
    orders,
    fulfil: on(orders, async ({ data }) => {
      if (data.cents < 0) throw new Error("no money");
      if (data.cents === 0) throw new Reject("nothing to pay");
      charges.push(data.id);
    }),
    audit: on(topic("audit"), async () => {}),
    bill: on(topic("audit"), async () => {}),
    order: http("GET /orders/:id", (_, { params }) =>
      Response.json({ id: params.id }, { status: params.id === "none" ? 404 : 200 }),
    ),
  };
  return { app, charges };
}

/** What an expectation says when it fails. */
const said = async (expectation: () => unknown): Promise<string> => {
  try {
    await expectation();
  } catch (thrown) {
    return (thrown as Error).message;
  }
  throw new Error("it holds");
};

describe("toHaveDelivered", () => {
  test("by channel, function, data, end and number", async () => {
    const { app } = world();
    const cloud = simulate(app);
    expect(cloud).not.toHaveDelivered();
    await cloud.send("orders", { id: "o1", cents: 5 });
    await cloud.send("audit", {});
    await cloud.settled();
    expect(cloud).toHaveDelivered();
    expect(cloud).toHaveDelivered("orders", { times: 1, to: "fulfil", ended: "done", data: { id: "o1" } });
    expect(cloud).toHaveDelivered(orders, { data: { cents: expect.any(Number) } });
    expect(cloud).toHaveDelivered("audit", { times: 2 });
    expect(cloud).toHaveDelivered("bill", { times: 1 });
    expect(cloud).not.toHaveDelivered("orders", { data: { id: "o2" } });
    expect(cloud).not.toHaveDelivered("orders", { times: 2 });
    expect(cloud).not.toHaveDelivered("audit", { to: "fulfil" });
    expect(cloud).not.toHaveDelivered("orders", { ended: "retry" });
  });

  test("its message tells what was delivered, when, to whom, and how it ended", async () => {
    const cloud = simulate(world().app, { retry: { attempts: 2, backoff: () => "90s" } });
    expect(await said(() => expect(cloud).toHaveDelivered("orders"))).toMatchInlineSnapshot(`
      "expected to have delivered "orders"; it did 0 times.

      Nothing has been sent so far."
    `);
    await cloud.send("orders", { id: "o1", cents: -5 });
    expect(await said(() => expect(cloud).toHaveDelivered("orders"))).toMatchInlineSnapshot(`
      "expected to have delivered "orders"; it did 0 times.

      Nothing has been delivered so far, and sent were:
        e1 to orders
      Time moves with \`await cloud.settled()\` or \`await cloud.clock.advance(…)\`."
    `);
    await cloud.send("audit", {});
    await cloud.settled();
    expect(
      await said(() => expect(cloud).toHaveDelivered("orders", { times: 1, ended: "done" })),
    ).toMatchInlineSnapshot(`
      "expected to have delivered "orders" that ended as done once; it did 0 times.

      Delivered so far:
        at 0ms  fulfil  event-1 #1  retry: no money
        at 0ms  audit   event-2 #1  done
        at 0ms  bill    event-2 #1  done
        at 90s  fulfil  event-1 #2  reject: no money"
    `);
    expect(await said(() => expect(cloud).not.toHaveDelivered("orders", { data: { id: "o1" }, to: "fulfil" }))).toMatch(
      /^expected not to have delivered "orders" to fulfil with data .*"o1".*; it did 2 times\./s,
    );
  });

  test("a long story is cut", async () => {
    const cloud = simulate(world().app);
    for (let n = 0; n < 25; n++) await cloud.send("orders", { id: `${n}`, cents: 1 });
    await cloud.settled();
    expect(await said(() => expect(cloud).toHaveDelivered("audit"))).toMatch(/and 5 more$/);
  });

  test("what is no cloud is named", async () => {
    expect(await said(() => expect({ attempts: 1 }).toHaveDelivered())).toBe(
      'toHaveDelivered() is for a cloud of simulate(), and was given Object {\n  "attempts": 1,\n}',
    );
    expect(await said(() => expect(1).toHaveRetriedAfter("1s"))).toContain("toHaveRetriedAfter() is for a cloud");
    expect(await said(() => expect(1).toHaveDeadLettered())).toContain("toHaveDeadLettered() is for a cloud");
  });
});

describe("toHaveRetriedAfter", () => {
  const failing = async (cents: readonly number[]) => {
    const cloud = simulate(world().app, { retry: { attempts: 3, backoff: (n) => 1000 * 2 ** (n - 1) } });
    for (const each of cents) await cloud.send("orders", { id: "o1", cents: each });
    await cloud.settled();
    return cloud;
  };
  test("from the end of a delivery to the next one", async () => {
    const cloud = await failing([-1, 5, -1]);
    expect(cloud).toHaveRetriedAfter("1s", "2s");
    expect(cloud).toHaveRetriedAfter(1000, 2000);
    expect(cloud).not.toHaveRetriedAfter("1s");
    expect(cloud).not.toHaveRetriedAfter("1s", "2s", "4s");
    expect(await failing([5])).not.toHaveRetriedAfter("1s");
  });
  test("a time limit counts as an end, a repeated delivery as none", async () => {
    const faults = [fault.hang("e1#1"), fault.duplicate("e2")];
    const cloud = simulate(world().app, { timeout: "3s", faults, retry: { attempts: 3, backoff: () => "7s" } });
    await cloud.send("orders", { id: "o1", cents: 1 });
    await cloud.send("orders", { id: "o2", cents: 1 });
    await cloud.settled();
    expect(cloud).toHaveRetriedAfter("7s");
  });
  test("its message tells the pauses that were", async () => {
    const cloud = await failing([-1]);
    expect(await said(() => expect(cloud).toHaveRetriedAfter("1s", "3s"))).toMatchInlineSnapshot(`
      "expected every event that failed to come again after 1s, 3s.
      These are its pauses:
        event-1 to fulfil: 1s, 2s

      Delivered so far:
        at 0ms  fulfil  event-1 #1  retry: no money
        at  1s  fulfil  event-1 #2  retry: no money
        at  3s  fulfil  event-1 #3  reject: no money"
    `);
    expect(await said(async () => expect(await failing([5])).toHaveRetriedAfter("1s"))).toContain(
      "No event came again after a failure.",
    );
  });
});

describe("toHaveDeadLettered", () => {
  const given = async (as: string) => {
    const cloud = simulate(world().app, { as });
    await cloud.send("orders", { id: "o1", cents: -1 });
    await cloud.settled();
    return cloud;
  };
  test("by channel, function, reason, number and loss", async () => {
    const cloud = await given("aws");
    expect(cloud).toHaveDeadLettered();
    expect(cloud).toHaveDeadLettered("orders", { reason: /no money/, times: 1, lost: false });
    expect(cloud).toHaveDeadLettered("fulfil", { reason: "money" });
    expect(cloud).toHaveDeadLettered(orders);
    expect(cloud).not.toHaveDeadLettered("audit");
    expect(cloud).not.toHaveDeadLettered("orders", { reason: "weather" });
    expect(cloud).not.toHaveDeadLettered("orders", { times: 2 });
    expect(await given("vercel")).toHaveDeadLettered("orders", { lost: true });
  });
  test("its message tells the dead letters that are", async () => {
    const cloud = await given("vercel");
    expect(await said(() => expect(cloud).toHaveDeadLettered("orders", { reason: /weather/, lost: false }))).toMatch(
      /^expected to have dead-lettered "orders" because of \/weather\/ as kept; it did 0 times\.\nDead letters:\n {2}at 9m, of fulfil: event-1 after 10 deliveries, lost: no money\n\nDelivered so far:\n/,
    );
    expect(await said(() => expect(simulate(world().app)).toHaveDeadLettered())).toContain(
      "There are no dead letters.",
    );
  });
});

describe("toHaveStatus", () => {
  test("of a response, and of a promise of one", async () => {
    const cloud = simulate(world().app);
    const response = await cloud.fetch("/orders/7");
    expect(response).toHaveStatus(200);
    expect(response).not.toHaveStatus(404);
    await expect(cloud.fetch("/orders/none")).toHaveStatus(404);
    await expect(cloud.fetch("/orders/7")).resolves.toHaveStatus(200);
    expect(await response.json()).toEqual({ id: "7" });
  });
  test("its message tells the status, of a promise the body, too", async () => {
    const cloud = simulate(world().app);
    expect(await said(async () => expect(await cloud.fetch("/orders/7")).toHaveStatus(201))).toMatchInlineSnapshot(`
      "expected to have status 201; it has 200, with application/json.
      Its body is shown by \`await expect(cloud.fetch(…)).toHaveStatus(201)\`."
    `);
    expect(await said(() => expect(cloud.fetch("/orders/7")).toHaveStatus(201))).toMatchInlineSnapshot(`
      "expected to have status 201; it has 200, with application/json.
      Its body: {"id":"7"}"
    `);
    expect(await said(() => expect(Promise.resolve(new Response(null))).toHaveStatus(201))).toContain("has no body");
    expect(await said(() => expect(Promise.resolve(new Response("x".repeat(900)))).toHaveStatus(201))).toContain(
      "… (900 characters)",
    );
    expect(await said(() => expect(7).toHaveStatus(200))).toContain("is for a Response");
  });
});

describe("toExceedLimit", () => {
  const large: Order = { id: "x".repeat(2 ** 21), cents: 1 };
  test("of what the provider refuses", async () => {
    const cloud = simulate(world().app, { as: "azure" });
    await expect(cloud.send("orders", large)).toExceedLimit("eventBytes");
    await expect(cloud.send("orders", large)).toExceedLimit();
    await expect(cloud.send("orders", large)).not.toExceedLimit("urlBytes");
    await expect(cloud.send("orders", { id: "a", cents: 1 })).not.toExceedLimit();
    await expect(cloud.send("orders", large)).rejects.toExceedLimit("eventBytes");
  });
  test("its message tells what limit it was, or that it was taken", async () => {
    const cloud = simulate(world().app, { as: "azure" });
    expect(await said(() => expect(cloud.send("orders", large)).toExceedLimit("urlBytes"))).toMatch(
      /^expected to exceed urlBytes; it exceeds eventBytes: azure: an event of 209\d+ bytes/,
    );
    expect(await said(() => expect(cloud.send("orders", { id: "a", cents: 1 })).toExceedLimit())).toMatch(
      /^expected to exceed any limit; it was taken: .*event-2/s,
    );
    expect(await said(() => expect(7).toExceedLimit())).toContain("not awaited");
    expect(await said(() => expect(cloud.send("nowhere" as "orders", large)).toExceedLimit())).toContain("no channel");
  });
});

describe("toAgree", () => {
  const run = (as: readonly string[]) =>
    parity(
      () => world().app,
      as,
      async (cloud) => {
        await cloud.send("orders", { id: "o1", cents: -1 });
        await cloud.settled();
        return cloud.deadLetters[0]?.lost;
      },
    );
  test("of parity, and of a promise of it", async () => {
    expect(await run(["aws", "gcp"])).toAgree();
    await expect(run(["aws", "gcp"])).toAgree();
    await expect(run(["aws", "vercel"])).not.toAgree();
  });
  test("its message tells who differs where, and what is declared", async () => {
    expect(await said(() => expect(run(["aws", "vercel"])).toAgree())).toMatch(
      /^expected providers to agree\.\n\nvercel differs from aws:\n {2}the result: false → true\n {2}declared, .*\n {2}declared, deadLetter: Vercel/,
    );
    expect(await said(() => expect(run(["aws", "gcp"])).not.toAgree())).toBe(
      "expected providers not to agree; aws and gcp agree: false",
    );
    expect(await said(() => expect([]).toAgree())).toContain("is for what parity() gives");
  });
});

describe("toBeIdempotentUnder", () => {
  const once = () => {
    const charges = new Set<string>();
    return { charges, app: { orders, fulfil: on(orders, async ({ data }) => void charges.add(data.id)) } };
  };
  test("of what leaves the same behind, whatever goes wrong", async () => {
    await expect(once).toBeIdempotentUnder(
      chaos.everything,
      async (cloud, { charges }) => {
        await cloud.send("orders", { id: "a", cents: 1 });
        await cloud.send("orders", { id: "b", cents: 1 });
        await cloud.settled();
        return [...charges];
      },
      { seeds: 30, as: ["memory", "aws"] },
    );
  });
  test("its message is that of an exploration, with the difference", async () => {
    const message = await said(() =>
      expect(world).toBeIdempotentUnder(chaos.atLeastOnce, async (cloud, { charges }) => {
        expectTypeOf(charges).toEqualTypeOf<string[]>();
        await cloud.send("orders", { id: "a", cents: 1 });
        // @ts-expect-error no such data
        void (() => cloud.send("orders", { id: 1 }));
        return charges;
      }),
    );
    expect(message).toMatch(
      /^expected to be idempotent, and is not: eventually\("what is left .*"\) failed: \[1\]: nothing → "\\"a\\""\n {2}as memory, seed \d+; 1 of/,
    );
    expect(message).toContain("fault.duplicate(");
  });
  test("what is none of its kind is named", async () => {
    expect(await said(() => expect(7 as never as typeof world).toBeIdempotentUnder(chaos.none, () => 1))).toContain(
      "what makes a world",
    );
    expect(await said(() => expect(once).not.toBeIdempotentUnder(chaos.none, () => 1, { seeds: 1 }))).toContain(
      "expected not to be idempotent; 2 runs",
    );
    const thrown = () => {
      throw new Error("no world");
    };
    expect(await said(() => expect(thrown as typeof world).toBeIdempotentUnder(chaos.none, () => 1))).toBe("no world");
  });
});

test("names and data are typed", () => {
  const cloud = simulate(world().app);
  const never = (): void => {
    // @ts-expect-error no such channel
    expect(cloud).toHaveDelivered("ordres");
    // @ts-expect-error no such limit
    void expect(cloud.send("orders", { id: "a", cents: 1 })).toExceedLimit("eventByte");
    // @ts-expect-error no pause
    expect(cloud).toHaveRetriedAfter("soon");
    expectTypeOf(expect(new Response()).toHaveStatus(200)).toEqualTypeOf<void>();
    expectTypeOf(expect(cloud.fetch("/")).toHaveStatus(200)).toEqualTypeOf<Promise<void>>();
    expectTypeOf(expect(cloud).toHaveDelivered("orders")).toEqualTypeOf<void>();
  };
  expect(never).toBeTypeOf("function");
});
