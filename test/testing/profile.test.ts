import { bucket, http, on, queue, Retry, schedule, stream, task, topic } from "unmoor";
import { type Cloud, fault, simulate } from "unmoor/testing";
import { describe, expect, test } from "vitest";

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));
const numbered = (count: number) => Array.from({ length: count }, (_, n) => ({ n }));
type Numbered = { readonly n: number };
const jobs = queue<"jobs", Numbered>("jobs");
const steps = queue<"steps", Numbered>("steps", { fifo: true });
const clicks = stream<"clicks", Numbered>("clicks");

/** Events by delivery. */
const deliveries = (cloud: Cloud<never>): string[] =>
  [...Map.groupBy(cloud.attempts(), ({ delivery }) => delivery).values()].map((group) =>
    group.map(({ event }) => (event.data as Numbered).n).join(),
  );

describe("batches", () => {
  const run = async (as: string, options: object, count: number, shapes = {}): Promise<string[]> => {
    const work = on(jobs, options as { batch: number }, async () => undefined);
    const cloud = simulate({ work }, { as, shapes, concurrency: 100 });
    await cloud.sendBatch("jobs", numbered(count));
    await cloud.settled();
    return deliveries(cloud as never);
  };

  test.each([
    // BatchSize is ten unless the function asks.
    ["aws", {}, 12, ["0,1,2,3,4,5,6,7,8,9", "10,11"]],
    ["aws", { batch: 5 }, 12, ["0,1,2,3,4", "5,6,7,8,9", "10,11"]],
    // One message a push, a call or a lease.
    ["gcp", { batch: 5 }, 3, ["0", "1", "2"]],
    ["vercel", { batch: 5 }, 3, ["0", "1", "2"]],
  ])("%s with %j: %i events", async (as, options, count, expected) => {
    expect(await run(as, options, count)).toEqual(expected);
  });

  test("a window waits for more, and no longer than it says", async () => {
    const work = on(jobs, { batch: 10, window: "20s" }, async () => undefined);
    const cloud = simulate({ work }, { as: "aws" });
    await cloud.send("jobs", { n: 0 });
    await cloud.clock.advance("15s");
    await cloud.send("jobs", { n: 1 });
    expect(cloud.attempts()).toEqual([]);
    await cloud.clock.advance("5s");
    expect(cloud.attempts().map(({ at }) => at)).toEqual([20_000, 20_000]);
    await cloud.sendBatch("jobs", numbered(10));
    // A full one does not wait.
    await cloud.clock.advance("1s");
    expect(cloud.attempts()).toHaveLength(12);
  });
});

describe("order", () => {
  const FIFO = ["memory", "aws", "gcp", "azure"] as const;
  test.each(FIFO)("%s: a group waits for its first, other groups do not", async (as) => {
    const seen: string[] = [];
    let failures = 2;
    const work = on(steps, async ({ data, id }) => {
      if (id === "event-1" || data.n === 0) if (failures-- > 0) throw new Error("not yet");
      seen.push(`${data.n}`);
    });
    const cloud = simulate({ work }, { as });
    for (const n of [0, 1, 2]) await cloud.send("steps", { n }, { key: "a" });
    await cloud.send("steps", { n: 9 }, { key: "b" });
    await cloud.settled();
    expect(seen.filter((n) => n !== "9")).toEqual(["0", "1", "2"]);
    expect(seen.indexOf("9")).toBeLessThan(seen.indexOf("0"));
  });

  test("FIFO batches hold ten at most", async () => {
    const cloud = simulate({ work: on(steps, { batch: 50 }, async () => undefined) }, { as: "aws" });
    for (const { n } of numbered(12)) await cloud.send("steps", { n }, { key: "a" });
    await cloud.settled();
    expect(deliveries(cloud as never)).toEqual(["0,1,2,3,4,5,6,7,8,9", "10,11"]);
  });

  test("a standard queue lets a later one pass", async () => {
    const seen: number[] = [];
    const work = on(jobs, async ({ data }) => void seen.push(data.n));
    const cloud = simulate({ work }, { as: "gcp", faults: [fault.delay("e1", "1s")] });
    await cloud.sendBatch("jobs", numbered(2));
    await cloud.settled();
    expect(seen).toEqual([1, 0]);
  });

  test.each(["aws", "azure"])("%s: a shard keeps what shares a key, and is blocked by its poison", async (as) => {
    const seen: number[] = [];
    let fails = true;
    const work = on(clicks, { batch: 100 }, async (events) => {
      const settled = [];
      for (const { data } of events) {
        if (data.n === 1 && fails) {
          fails = false;
          settled.push(new Retry("no"));
          break;
        }
        seen.push(data.n);
        settled.push(undefined);
      }
      while (settled.length < events.length) settled.push(new Retry("stands behind"));
      return settled;
    });
    const cloud = simulate({ work }, { as });
    await cloud.sendBatch("clicks", numbered(4), { key: "same" });
    await cloud.settled();
    // Azure takes a call as a whole: what was done comes again.
    expect(seen).toEqual(as === "aws" ? [0, 1, 2, 3] : [0, 0, 1, 2, 3]);
  });

  test("Kinesis halves a batch that fails as a whole until its poison is alone", async () => {
    const seen = new Set<number>();
    const work = on(clicks, { batch: 100 }, async (events) => {
      if (events.some(({ data }) => data.n === 5)) throw new Error("poison");
      for (const { data } of events) seen.add(data.n);
    });
    const cloud = simulate({ work }, { as: "aws" });
    await cloud.sendBatch("clicks", numbered(8), { key: "same" });
    await cloud.settled();
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 6, 7]);
    expect(cloud.deadLetters.map(({ event }) => (event.data as Numbered).n)).toEqual([5]);
  });
});

describe("time limits", () => {
  test.each(["memory", "aws", "gcp", "azure", "vercel"])(
    "%s: a handler that hangs is told, given up, and tried again",
    async (as) => {
      const aborted: unknown[] = [];
      const work = on(jobs, { timeout: "10s" }, async (_, { signal, attempt }) => {
        signal.addEventListener("abort", () => aborted.push((signal.reason as Error).name));
        if (aborted.length < 1) await new Promise(() => {});
        return attempt;
      });
      const cloud = simulate({ work }, { as });
      await cloud.send("jobs", { n: 0 });
      await cloud.settled();
      expect(aborted).toEqual(["TimeoutError"]);
      expect(cloud.attempts().map(({ ended }) => ended)).toEqual(["retry", "done"]);
      // A second before the end it was told, half a second before the end it was given up.
      expect(cloud.attempts()[0]?.endedAt).toBe(9500);
    },
  );

  test("what takes longer than its lease is delivered beside itself", async () => {
    const work = on(jobs, async () => sleep(50_000));
    const cloud = simulate({ work }, { as: "aws", visibility: "30s", timeout: "60s" });
    await cloud.send("jobs", { n: 0 });
    await cloud.settled();
    expect(cloud.attempts().map(({ at }) => at)).toEqual([0, 30_000]);
    expect(cloud.peak.concurrency).toBe(2);
  });

  test("a lease that is renewed lasts", async () => {
    const cloud = simulate({ work: on(jobs, async () => sleep(700_000)) }, { as: "vercel", timeout: "800s" });
    await cloud.send("jobs", { n: 0 });
    await cloud.settled();
    expect(cloud.attempts()).toHaveLength(1);
  });

  test.each([
    ["aws", 503],
    ["gcp", 503],
    ["azure", 503],
    ["vercel", 503],
  ])("%s: a request that hangs is answered with %i", async (as, status) => {
    const cloud = simulate({ slow: http("GET /", { timeout: "5s" }, () => new Promise(() => {})) }, { as });
    expect((await cloud.fetch("/")).status).toBe(status);
    expect(cloud.trace.only("respond").rows[0]?.at).toBe(4750);
  });
});

describe("instances", () => {
  const slow = on(jobs, async () => sleep(1000));
  test("concurrency is a limit, and what waits has a backlog", async () => {
    const cloud = simulate({ slow }, { as: "gcp", concurrency: 2 });
    await cloud.sendBatch("jobs", numbered(6));
    await cloud.settled();
    expect(cloud.peak).toEqual({ concurrency: 2, backlog: 6 });
    expect(cloud.attempts().map(({ at }) => at)).toEqual([0, 0, 1000, 1000, 2000, 2000]);
    expect(cloud.instances).toHaveLength(2);
  });

  test("an instance starts cold, is used again, and goes when it is idle", async () => {
    const cloud = simulate({ slow }, { as: "aws", coldStart: "800ms", keepWarm: "5m" });
    await cloud.send("jobs", { n: 0 });
    await cloud.settled();
    await cloud.send("jobs", { n: 1 });
    await cloud.settled();
    await cloud.clock.advance("6m");
    await cloud.send("jobs", { n: 2 });
    await cloud.settled();
    expect(cloud.attempts().map(({ at, instance }) => [at, instance])).toEqual([
      [800, 1],
      [1800, 1],
      [363_600, 2],
    ]);
  });

  test.each([
    // One call at a time in an instance of Lambda and of a Cloud Run function; many in one of the others.
    ["aws", 2],
    ["gcp", 2],
    ["azure", 1],
    ["vercel", 1],
    ["node", 1],
  ])("%s: two requests at once meet in %i instances", async (as, count) => {
    let user = "";
    const app = {
      whoami: http("GET /:user", async (_, { params }) => {
        user = params.user;
        await sleep(10);
        return new Response(user);
      }),
    };
    const cloud = simulate(app, { as });
    const [ada, bob] = await Promise.all(["/ada", "/bob"].map(async (path) => (await cloud.fetch(path)).text()));
    expect(cloud.instances).toHaveLength(count);
    expect([ada, bob]).toEqual(["bob", "bob"]);
    // With a module graph of its own, each instance has a user of its own.
    const fresh = simulate(
      () => {
        let own = "";
        return {
          whoami: http("GET /:user", async (_, { params }) => {
            own = params.user;
            await sleep(10);
            return new Response(own);
          }),
        };
      },
      { as },
    );
    const users = await Promise.all(["/ada", "/bob"].map(async (path) => (await fresh.fetch(path)).text()));
    expect(users).toEqual(count === 1 ? ["bob", "bob"] : ["ada", "bob"]);
  });

  test("each instance has functions of its own where the app is a function", async () => {
    const make = () => {
      let calls = 0;
      return { count: http("GET /", () => Response.json(++calls)) };
    };
    const cloud = simulate(make);
    const get = async () => (await cloud.fetch("/")).json();
    expect([await get(), await get()]).toEqual([1, 2]);
    cloud.recycle();
    expect(await get()).toBe(1);
  });

  test.each([
    ["aws", [0, 60_001]],
    ["gcp", [0, 60_001]],
    ["azure", [0, 1000]],
    ["vercel", [0, 1000]],
  ])("%s: work that nobody waits for goes on at %j", async (as, expected) => {
    const at: number[] = [];
    const work = on(jobs, async () => {
      const began = Date.now();
      at.push(began);
      if (at.length > 1) return;
      void sleep(1000).then(() => at.splice(1, 0, Date.now()));
    });
    const cloud = simulate({ work }, { as });
    await cloud.send("jobs", { n: 0 });
    await cloud.clock.advance("1m");
    await cloud.send("jobs", { n: 1 });
    await cloud.settled();
    const began = Date.UTC(2026, 0, 1);
    // Frozen after the reply, it is thawed by the next call.
    expect(at.slice(0, 2).map((time) => Math.min(time - began, 60_001))).toEqual(
      as === "aws" || as === "gcp" ? [0, expect.any(Number)] : expected,
    );
    if (as === "aws" || as === "gcp") {
      expect(at[1]! - began).toBeGreaterThanOrEqual(60_000);
      expect(`${cloud.trace.only("freeze")}`).toContain("i1  with 1 unfinished");
    }
  });

  test.each([
    ["aws", 1000],
    ["gcp", 1000],
    ["azure", 0],
    ["vercel", 0],
  ])("%s: a response waits for waitUntil work until %i ms", async (as, expected) => {
    const done: string[] = [];
    const work = http("GET /", (_, { waitUntil }) => {
      waitUntil(sleep(1000).then(() => done.push("work")));
      return new Response("ok");
    });
    const cloud = simulate({ work }, { as });
    await cloud.fetch("/");
    expect(cloud.trace.only("respond").rows[0]?.at).toBe(expected);
    await cloud.settled();
    expect(done).toEqual(["work"]);
  });
});

describe("limits", () => {
  const app = {
    jobs,
    work: on(queue<"work", string>("work"), async () => {}),
    listen: on(topic<"news", string>("news"), async () => {}),
    echo: http("POST /", async (request) => new Response(await request.text())),
    large: http("GET /large", () => new Response("x".repeat(7_000_000))),
  };
  test.each([
    // providers/limits.md A3.
    ["aws", "work", 1_048_576],
    ["aws", "news", 262_144],
    ["gcp", "work", 10_485_760],
    ["azure", "work", 262_144],
  ] as const)(
    "%s: %s takes %i bytes, and not one more",
    async (as, channel, most) => {
      const cloud = simulate(app, { as });
      await cloud.send(channel, "x".repeat(most));
      await expect(cloud.send(channel, "x".repeat(most + 1))).rejects.toMatchObject({
        code: "LIMIT_EXCEEDED",
        limit: "eventBytes",
        message: expect.stringContaining(`${most + 1} bytes`),
      });
      await cloud.settled();
      expect(cloud.attempts()).toHaveLength(1);
    },
    30_000,
  );

  test.each([
    ["vercel", 4_500_000, 413],
    ["gcp", 33_554_432, 413],
  ])("%s: a body of more than %i bytes is answered with %i, and no function sees it", async (as, most, status) => {
    const cloud = simulate(app, { as });
    expect((await cloud.fetch("/", { method: "POST", body: "x".repeat(most + 1) })).status).toBe(status);
    expect(cloud.instances).toEqual([]);
  });

  test.each([
    // Our own codec answers before AWS would: with 500 and a line in the log.
    ["http-api", 500],
    ["alb", 500],
  ])("aws %s: a response that is too large becomes %i", async (shape, status) => {
    expect((await simulate(app, { as: "aws", http: shape }).fetch("/large")).status).toBe(status);
  });

  test("a delay that the provider does not have is refused", async () => {
    const send = (as: string, delay: "15m" | "16m") => simulate(app, { as }).send("work", "x", { delay });
    await send("aws", "15m");
    await expect(send("aws", "16m")).rejects.toThrow("sqs delays 900000 ms at most, not 960000");
    await expect(send("gcp", "15m")).rejects.toThrow("pubsub delays 0 ms at most");
    const cloud = simulate(app);
    await cloud.send("work", "x", { delay: "1h" });
    await cloud.settled();
    expect(cloud.attempts()[0]?.at).toBe(3_600_000);
  });

  test("what nobody takes in time is dropped", async () => {
    const cloud = simulate(app, { as: "aws", faults: [fault.throttle({ for: "5d" })] });
    await cloud.send("work", "x");
    await cloud.settled();
    expect(cloud.deadLetters).toMatchObject([{ reason: "too old", lost: true, attempts: 0 }]);
  });
});

describe("schedules", () => {
  const runs = async (cron: string, timeZone: string, now: string, days: number, as = "memory"): Promise<string[]> => {
    const times: string[] = [];
    const work = on(schedule(cron, { timeZone }), async ({ time }) => void times.push(String(time).slice(5, 16)));
    const cloud = simulate({ work }, { now, as });
    await cloud.clock.advance(`${days}d`);
    return times;
  };

  test("follow their zone through both changes of the clock", async () => {
    // The last Sunday of March: 02:30 does not exist.
    expect(await runs("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", 3)).toEqual([
      "03-28T01:30",
      "03-30T00:30",
    ]);
    // The last Sunday of October: 02:30 comes twice and runs once.
    expect(await runs("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00:00Z", 3, "aws")).toEqual([
      "10-24T00:30",
      "10-25T00:30",
      "10-26T01:30",
    ]);
    expect(await runs("0 12 * * 1", "America/New_York", "2026-06-01T00:00:00Z", 8, "gcp")).toEqual([
      "06-01T16:00",
      "06-08T16:00",
    ]);
  });

  test.each(["azure", "vercel"])("%s knows no zones, and says so", async (as) => {
    await expect(runs("0 2 * * *", "Europe/Berlin", "2026-01-01", 1, as)).rejects.toThrow("in UTC alone");
    expect(await runs("0 2 * * *", "UTC", "2026-01-01", 1, as)).toEqual(["01-01T02:00"]);
  });

  test("a run that fails is not repeated by Vercel, and is by the others", async () => {
    const attempts = async (as: string) => {
      const work = on(schedule("0 2 * * *"), async () => Promise.reject(new Error("no")));
      const cloud = simulate({ work }, { as });
      await cloud.clock.advance("20h");
      return cloud.attempts().length;
    };
    expect([await attempts("vercel"), await attempts("aws"), await attempts("gcp")]).toEqual([1, 3, 5]);
  });
});

test("a worker of Event Hubs that crashes loses its events, as its trait says", async () => {
  const work = on(clicks, { batch: 10 }, async () => undefined);
  const cloud = simulate({ work }, { as: "azure", faults: [fault.crash("clicks")] });
  await cloud.send("clicks", { n: 0 });
  await cloud.settled();
  expect(cloud.deadLetters).toMatchObject([{ reason: "crashed", lost: true }]);
});

test("what the provider does not have is an error with its reason", async () => {
  const app = { work: on(clicks, async () => {}), thumbs: on(bucket("uploads"), async () => {}) };
  const cloud = simulate(app, { as: "vercel" });
  await expect(cloud.send("clicks", { n: 0 })).rejects.toThrow("vercel: Vercel has no ordered streams");
  await expect(cloud.upload("uploads", "a.png")).rejects.toThrow("Vercel Blob has no bucket events");
});

describe("clients", () => {
  test.each([
    ["memory", true],
    ["gcp", true],
    ["azure", true],
    ["vercel", true],
    // Lambda is not told.
    ["aws", false],
  ])("%s: a client that goes away aborts the function: %j", async (as, told) => {
    let aborted = false;
    const slow = http("GET /", async (_, { signal }) => {
      signal.addEventListener("abort", () => (aborted = true));
      await sleep(2000);
      return new Response("late");
    });
    const cloud = simulate({ slow }, { as, faults: [fault.disconnect("r1", { after: "1s" })] });
    await expect(cloud.fetch("/")).rejects.toThrow("the client went away");
    await cloud.settled();
    expect(aborted).toBe(told);
  });

  test("a stream is read in virtual time, and cut when its client goes", async () => {
    const app = {
      ticks: http("GET /", { streaming: true }, () => {
        let n = 0;
        return new Response(
          new ReadableStream({
            async pull(controller) {
              await sleep(60_000);
              controller.enqueue(new TextEncoder().encode(`${++n};`));
              if (n === 3) controller.close();
            },
          }),
        );
      }),
    };
    for (const as of ["memory", "gcp", "azure", "vercel"]) {
      const cloud = simulate(app, { as, timeout: "10m" });
      expect(await (await cloud.fetch("/")).text()).toBe("1;2;3;");
      expect(cloud.clock.now.getTime() - Date.UTC(2026, 0, 1)).toBe(180_000);
    }
  });

  test("a function that calls another one waits for it", async () => {
    const inner = task("inner", async (n: number) => {
      await sleep(1000);
      return n + 1;
    });
    const outer = http("GET /", async (): Promise<Response> => Response.json(await cloud.invoke(inner, 1)));
    const cloud = simulate({ inner, outer });
    expect(await (await cloud.fetch("/")).json()).toBe(2);
  });
});
