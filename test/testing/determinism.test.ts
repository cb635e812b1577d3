import { http, on, queue, schedule } from "unmoor";
import { chaos, type Fault, fault, simulate } from "unmoor/testing";
import { describe, expect, test } from "vitest";

const ALL = ["memory", "aws", "gcp", "azure", "vercel"] as const;
const jobs = queue<"jobs", number>("jobs");
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Chance, time, ids and overlapping work: all that could differ between two runs. */
function world() {
  const seen: string[] = [];
  const app = {
    work: on(jobs, async ({ data }, { checkpoint, log }) => {
      const luck = Math.random();
      await sleep(luck * 100);
      await checkpoint("slept");
      seen.push(`${data} ${luck.toFixed(6)} ${crypto.randomUUID()} ${Date.now()} ${performance.now()}`);
      log.info("done", { data });
      if (luck < 0.3) throw new Error(`luck ${luck.toFixed(3)}`);
    }),
    nightly: on(schedule("*/5 * * * *"), async () => sleep(Math.random() * 1000)),
    get: http("GET /", async () => {
      await sleep(10);
      return Response.json(seen.length);
    }),
  };
  return { app, seen };
}

async function run(as: string, seed: number, faults?: readonly Fault[]) {
  const { app, seen } = world();
  const cloud = simulate(app, { as, seed, ...(faults ? { faults } : { chaos: chaos.everything }) });
  for (let n = 0; n < 5; n++) await cloud.send("jobs", n);
  await cloud.clock.advance("20m");
  await cloud.fetch("/").catch(() => {});
  await cloud.settled();
  const { trace, log, faults: applied } = cloud;
  return { digest: trace.digest, text: `${trace}`, seen, log: JSON.stringify(log), faults: applied };
}

describe.each(ALL)("%s", (as) => {
  test("the same seed gives the same trace, chance and log", async () => {
    const first = await run(as, 7);
    expect(await run(as, 7)).toEqual(first);
    expect((await run(as, 8)).digest).not.toBe(first.digest);
  });

  test("many at once do not see each other", async () => {
    const seeds = [1, 2, 3, 4, 5, 1, 2, 3];
    const together = await Promise.all(seeds.map((seed) => run(as, seed)));
    for (const [index, seed] of seeds.entries()) expect(together[index]).toEqual(await run(as, seed));
  });

  test("its faults, scripted, do the same again", async () => {
    for (let seed = 0; seed < 10; seed++) {
      const drawn = await run(as, seed);
      const scripted = await run(as, seed, drawn.faults);
      expect(scripted.text).toBe(drawn.text);
    }
  });
});

test("a digest is the same on every machine", async () => {
  const { app } = world();
  const cloud = simulate({ work: app.work }, { seed: 42, faults: [fault.crash("e2", { at: "slept" })] });
  for (let n = 0; n < 3; n++) await cloud.send("jobs", n);
  await cloud.settled();
  expect(`${cloud.trace}`).toMatchInlineSnapshot(`
    "   0  send   e1    jobs
       0  send   e2    jobs
       0  send   e3    jobs
       0  cold   i1    work
       0  cold   i2    work
       0  cold   i3    work
       0  start  e1#1  work i1
       0  start  e2#1  work i2
       0  start  e3#1  work i3
      32  done   e1#1
      32  crash  e2#1  slept
      50  done   e3#1
    1032  start  e2#2  work i1
    1128  done   e2#2"
  `);
  expect(cloud.trace.digest).toMatchInlineSnapshot(`"805628eae3f21cb9"`);
});

test("leaving one fault out moves no other", async () => {
  const drawn = (await run("aws", 3)).faults;
  expect(drawn.length).toBeGreaterThan(1);
  for (const left of drawn) {
    const rest = drawn.filter((one) => one !== left);
    const { faults } = await run("aws", 3, rest);
    for (const one of faults) expect(rest).toContainEqual(one);
  }
});

test("outside of a simulation nothing is virtual", async () => {
  const before = Date.now();
  const cloud = simulate({ work: on(jobs, async () => sleep(3_600_000)) }, { timeout: "2h" });
  await cloud.send("jobs", 1);
  const tick = new Promise((resolve) => setTimeout(() => resolve(Date.now()), 1));
  await cloud.settled();
  expect(cloud.clock.now.toISOString()).toBe("2026-01-01T01:00:00.000Z");
  expect(await tick).toBeGreaterThanOrEqual(before);
  expect(Date.now() - before).toBeLessThan(60_000);
});
