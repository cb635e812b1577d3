import { on, queue, Retry } from "unmoor";
import { always, chaos, eventually, explore, fault, simulate, sometimes } from "unmoor/testing";
import { expect, test } from "vitest";

const orders = queue<"orders", { readonly id: string }>("orders");
const ALL = ["aws", "gcp", "azure", "vercel"] as const;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** A ledger whose every call takes a moment, and what works on it. */
function worldOf(fulfil: (ledger: Ledger, id: string, checkpoint: (name: string) => unknown) => Promise<void>) {
  return () => {
    const charges: string[] = [];
    const seen = new Set<string>();
    const ledger: Ledger = {
      async charge(id) {
        await sleep(10);
        charges.push(id);
      },
      async has(id) {
        await sleep(1);
        return seen.has(id);
      },
      async mark(id) {
        await sleep(1);
        seen.add(id);
      },
      create(id) {
        if (charges.includes(id)) return false;
        charges.push(id);
        return true;
      },
    };
    const app = {
      orders,
      fulfil: on(orders, async ({ data }, context) => fulfil(ledger, data.id, (name) => context.checkpoint(name))),
    };
    return { app, charges };
  };
}
interface Ledger {
  charge(id: string): Promise<void>;
  has(id: string): Promise<boolean>;
  mark(id: string): Promise<void>;
  create(id: string): boolean;
}

const naive = worldOf((ledger, id) => ledger.charge(id));
const markFirst = worldOf(async (ledger, id, checkpoint) => {
  if (await ledger.has(id)) return;
  await ledger.mark(id);
  await checkpoint("marked");
  await ledger.charge(id);
});
const right = worldOf(async (ledger, id, checkpoint) => {
  ledger.create(id);
  await checkpoint("charged");
});

const scenario = async (
  cloud: ReturnType<typeof simulate<ReturnType<typeof naive>["app"]>>,
  { charges }: { readonly charges: readonly string[] },
) => {
  always("never charged twice", () => new Set(charges).size === charges.length);
  for (const id of ["a", "b", "c"]) await cloud.send("orders", { id });
  eventually("everyone is charged", () => charges.length === 3);
};

type Failure = Error & { readonly faults: readonly object[]; readonly replay: string; readonly cause: Error };
const failureOf = async (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => expect.unreachable(),
    (thrown) => thrown,
  );

test.each(ALL)("as %s a handler that is not idempotent is found out, with one fault", async (as) => {
  const failure = await failureOf(explore(naive, scenario, { seeds: 200, as: [as] }));
  expect(failure.message).toMatch(/^always\("never charged twice"\) failed\n {2}as \w+, seed \d+; 1 of \d+ faults/);
  expect(failure.faults).toHaveLength(1);
  expect(failure.message).toContain("    fault.");
  expect(failure.message).toContain(`replay: "${failure.replay}"`);
  // What it printed fails again, and alone.
  const again = await failureOf(explore(naive, scenario, { replay: failure.replay }));
  expect(again.cause.message).toBe(failure.cause.message);
});

test.each(ALL)("as %s marking before charging loses money, which only a crash shows", async (as) => {
  const { message, faults } = await failureOf(
    explore(markFirst, scenario, { seeds: 200, as: [as], chaos: { crash: 0.2 } }),
  );
  expect(message).toMatch(/^eventually\("everyone is charged"\) failed/);
  expect(faults.length).toBeLessThanOrEqual(2);
  for (const one of faults) expect(one).toMatchObject({ kind: "crash" });
});

test("what is right stays right, everywhere", async () => {
  const { runs, reached } = await explore(
    right,
    async (cloud, world) => {
      await scenario(cloud as never, world);
      sometimes("two deliveries at once", () => cloud.peak.concurrency > 1);
    },
    { seeds: 50, as: ALL },
  );
  expect(runs).toBe(204);
  expect(reached["two deliveries at once"]).toBeGreaterThan(0);
}, 30_000);

test("a claim that is never reached shows nothing", async () => {
  const failure = await failureOf(
    explore(right, () => sometimes("pigs fly", () => false), { seeds: 3, chaos: chaos.none }),
  );
  expect(failure.message).toBe('in 4 runs none reached "pigs fly": nothing is shown by them');
});

test("state that runs share is named", async () => {
  const charges: string[] = [];
  const shared = () => ({
    app: {
      orders,
      fulfil: on(orders, async ({ data }) => {
        if (!charges.includes(data.id)) charges.push(data.id);
        else throw new Retry("seen", { after: "1s" });
      }),
    },
  });
  const failure = await failureOf(explore(shared, (cloud) => cloud.send("orders", { id: "a" }), { seeds: 1 }));
  expect(failure.message).toContain("gave two traces");
});

test("claims belong into a scenario", () => {
  expect(() => always("x", () => true)).toThrow("in the scenario of explore()");
});

test("a poison event that nobody ever gives up is named", async () => {
  const app = {
    orders,
    fulfil: on(orders, async () => {
      throw new Error("bad data");
    }),
  };
  const cloud = simulate(app, { retry: { attempts: Number.POSITIVE_INFINITY, backoff: () => "1s" } });
  await cloud.send("orders", { id: "a" });
  await expect(cloud.settled()).rejects.toThrow(/e1 has come to fulfil 250 times.*"bad data"/);
});

test("a real call inside an exploration is refused with its call site", async () => {
  const world = () => ({
    app: {
      orders,
      fulfil: on(orders, async () => {
        await fetch("http://127.0.0.1:65001/");
      }),
    },
  });
  const failure = await failureOf(
    explore(world, (cloud) => cloud.send("orders", { id: "a" }), { seeds: 1, chaos: chaos.none }),
  );
  expect(failure.message).toContain("explore.test.ts");
});

test("a fault by name hits once", async () => {
  const { app, charges } = naive();
  const cloud = simulate(app, { faults: [fault.duplicate("orders", { overlap: true })] });
  await cloud.send("orders", { id: "a" });
  await cloud.settled();
  expect(charges).toEqual(["a", "a"]);
  expect(cloud.peak.concurrency).toBe(2);
  expect(cloud.faults).toEqual([{ kind: "duplicate", site: "e1#1", afterMs: 0 }]);
});
