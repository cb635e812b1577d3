import { http, on, queue, task } from "unmoor";
import { type Fault, fault, simulate } from "unmoor/testing";
import { describe, expect, test } from "vitest";
import { faultCode } from "../../src/testing/fault.ts";

const orders = queue<"orders", string>("orders");
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function run(faults: readonly Fault[], as = "memory", ids: readonly string[] = ["a", "b"]) {
  const seen: string[] = [];
  const fulfil = on(orders, async ({ data }, { checkpoint }) => {
    seen.push(data);
    await checkpoint("seen");
    await sleep(100);
    await checkpoint("slept");
  });
  const cloud = simulate({ fulfil }, { as, faults });
  for (const id of ids) await cloud.send(orders, id);
  await cloud.settled();
  return { seen, cloud };
}

describe("a fault by name is at the first delivery of the first event", () => {
  test.each(["orders", "fulfil", "e1", "e1#1"])("%s", async (site) => {
    const { cloud } = await run([fault.crash(site)]);
    expect(cloud.faults).toEqual([{ kind: "crash", site: "e1#1", at: "before" }]);
    expect(cloud.attempts("orders").map(({ attempt }) => attempt)).toEqual([1, 1, 2]);
  });
});

test("an object means every delivery that matches", async () => {
  const { cloud } = await run([fault.hang({ of: orders })]);
  expect(cloud.deadLetters.map(({ reason }) => reason)).toEqual(["the deadline is near", "the deadline is near"]);
  expect(cloud.attempts()).toHaveLength(10);
  const second = await run([fault.crash({ of: "fulfil", nth: 2, attempt: 1 })]);
  expect(second.cloud.faults).toEqual([{ kind: "crash", site: "e2#1", at: "before" }]);
});

test.each([
  ["before", []],
  ["seen", ["a"]],
  ["slept", ["a"]],
  ["after", ["a"]],
])("an instance dies %s, and what it had done stays done: %j", async (at, done) => {
  const { seen, cloud } = await run([fault.crash("e1", { at })], "memory", ["a"]);
  expect(seen).toEqual([...done, "a"]);
  expect(`${cloud.trace.only("crash")}`).toMatch(new RegExp(`crash  e1#1  ${at}$`));
});

test("what is behind another one comes after it", async () => {
  expect((await run([fault.reorder("e1", "e2")])).seen).toEqual(["b", "a"]);
  // Or after a minute, when that one never comes.
  const { cloud } = await run([fault.reorder("e1", "e9")], "memory", ["a"]);
  expect(cloud.attempts()[0]?.at).toBe(60_000);
});

test.each([
  [{ overlap: true }, 0],
  [{ after: "30ms" }, 30],
  [{ after: "5s" }, 5000],
  // When it has ended.
  [{}, 100],
] as const)("a duplicate with %j starts at %i", async (options, at) => {
  const { cloud } = await run([fault.duplicate("e1", options)], "gcp", ["a"]);
  expect(cloud.attempts().map((one) => one.at)).toEqual([0, at]);
});

test("a crash on AWS takes the whole batch with it", async () => {
  const { seen } = await run([fault.crash("e2", { at: "seen" })], "aws", ["a", "b", "c"]);
  expect(seen.toSorted()).toEqual(["a", "a", "b", "b", "c", "c"]);
});

test("throttled, nothing is taken", async () => {
  const { cloud } = await run([fault.throttle({ from: 0, for: "10s" })]);
  expect(cloud.attempts().map(({ at }) => at)).toEqual([10_000, 10_000]);
});

test("requests and tasks fail, too", async () => {
  const app = { get: http("GET /", () => new Response("ok")), twice: task("twice", async (n: number) => 2 * n) };
  const cloud = simulate(app, { as: "gcp", faults: [fault.crash("get"), fault.crash("twice")] });
  expect((await cloud.fetch("/")).status).toBe(503);
  expect((await cloud.fetch("/")).status).toBe(200);
  await expect(cloud.invoke("twice", 2)).rejects.toThrow("twice: crashed");
  expect(await cloud.invoke("twice", 2)).toBe(4);
  cloud.inject(fault.loseReply("r3"));
  await expect(cloud.fetch("/")).rejects.toThrow("the connection was lost");
});

test("a fault that could never happen is an error", async () => {
  const app = { fulfil: on(orders, async () => {}) };
  const cloud = simulate(app, { faults: [fault.crash("ordesr")] });
  await expect(cloud.send("orders", "a")).rejects.toThrow(
    'no fault can be at "ordesr": the app has http, fulfil, orders',
  );
  const other = simulate(app);
  await other.send("orders", "a");
  expect(() => other.inject(fault.hang({ of: "fulfill" }))).toThrow(/no fault can be at "fulfill"/);
});

test("what is printed makes the same fault", () => {
  const all = [
    fault.duplicate("e1#1"),
    fault.duplicate("e1#1", { overlap: true }),
    fault.duplicate({ of: "orders", nth: 2 }, { after: "3s" }),
    fault.delay("e1", "1s"),
    fault.reorder("e1", "e2"),
    fault.crash("e1"),
    fault.crash("e1#1", { at: 'a "quoted" name' }),
    fault.hang("e1"),
    fault.loseReply("e1"),
    fault.disconnect("r1", { after: "1s" }),
    fault.throttle({ from: "1s", for: "2s" }),
  ];
  for (const one of all) expect(new Function("fault", `return ${faultCode(one)}`)(fault)).toEqual(one);
});
