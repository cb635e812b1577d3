import fc from "fast-check";
import { type CloudEvent, on, provide, queue, Reject, Retry } from "unmoor";
import { type DispatchOptions, eventDispatch, type Incoming } from "unmoor/adapter";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { begin, createClock, settled } from "./clock.ts";

const incoming = (id: string | number, more: Partial<Incoming> = {}, data: unknown = id): Incoming => ({
  event: { specversion: "1.0", id: String(id), source: "/test", type: "t", data },
  receipt: `r${id}`,
  ...more,
});

type Fn = ReturnType<typeof on>;

/** Delivers events to one function on a clock; ten seconds to the deadline. */
function deliver(fn: Fn, events: readonly Incoming[], options: Partial<DispatchOptions> = {}) {
  const clock = createClock({ DB: "url" });
  const { invocation, log } = begin(clock, { deadline: clock.now() + 10_000 });
  const outcome = eventDispatch("work", fn, { provider: "test", ...options }).deliver({ events }, invocation, clock);
  return { clock, log, invocation, outcome };
}
const said = async ({ outcome }: Pick<ReturnType<typeof deliver>, "outcome">): Promise<string[]> =>
  (await outcome).map(({ receipt, ...it }) => [receipt, it.is, "afterMs" in it ? it.afterMs : ""].join(" ").trim());

const jobs = queue("jobs");
const never = (): Promise<never> => new Promise(() => {});

describe("the outcome of one event", () => {
  test.each([
    ["returning is done", () => undefined, "done"],
    ["returning anything is done", () => ({ saved: true }), "done"],
    [
      "throwing is retry",
      () => {
        throw new Error("x");
      },
      "retry",
    ],
    [
      "throwing what is no Error is retry",
      () => {
        throw "x";
      },
      "retry",
    ],
    ["rejecting is retry", () => Promise.reject(new Error("x")), "retry"],
    [
      "Retry is retry",
      () => {
        throw new Retry("later");
      },
      "retry",
    ],
    [
      "Retry keeps its delay",
      () => {
        throw new Retry("later", { after: "5m" });
      },
      "retry 300000",
    ],
    [
      "Retry after nothing is at once",
      () => {
        throw new Retry("later", { after: 0 });
      },
      "retry 0",
    ],
    [
      "Reject is reject",
      () => {
        throw new Reject("never");
      },
      "reject",
    ],
    ["a returned Retry counts as thrown", () => new Retry("later", { after: 1 }), "retry 1"],
    ["a returned Reject counts as thrown", async () => new Reject("never"), "reject"],
    [
      "a Reject of another copy of the package is one",
      () => {
        throw Object.assign(new Error("x"), { name: "Reject" });
      },
      "reject",
    ],
    ["an object that only looks like one is not", () => ({ name: "Reject" }), "done"],
  ])("%s", async (_, handler, expected) => {
    expect(await said(deliver(on(jobs, handler), [incoming(1)]))).toEqual([`r1 ${expected}`]);
  });

  test("everything but done is logged with its error, event and attempt", async () => {
    const error = new Error("x");
    const { outcome, log } = deliver(
      on(jobs, () => {
        throw error;
      }),
      [incoming(1, { attempt: 3 })],
    );
    await outcome;
    expect(log).toMatchObject([{ level: "error", message: "work: retry", error, fields: { event: "1", attempt: 3 } }]);
  });

  test("a delay that the provider cannot keep is told once", async () => {
    const fn = on(jobs, () => new Retry("later", { after: "5m" }));
    const { outcome, log } = deliver(fn, [incoming(1), incoming(2)]);
    await outcome;
    expect(log.filter(({ level }) => level === "warn")).toMatchObject([
      { message: 'test delays no retry: "after" has no effect', fields: { after: 300_000 } },
    ]);
    const kept = deliver(fn, [incoming(1)], { delays: true });
    await kept.outcome;
    expect(kept.log.filter(({ level }) => level === "warn")).toEqual([]);
  });

  test("data that could not be decoded is rejected without a handler, and the others are not", async () => {
    const seen: unknown[] = [];
    // An error whose name cannot be changed, as `atob` throws it.
    const fault = new DOMException("no base64", "InvalidCharacterError");
    const given = deliver(
      on(jobs, ({ data }) => void seen.push(data)),
      [incoming(1, { fault }), incoming(2)],
    );
    expect([await said(given), seen]).toEqual([["r1 reject", "r2 done"], [2]]);
  });
});

describe("schema", () => {
  const typed = queue("typed", { schema: v.object({ total: v.pipe(v.string(), v.transform(Number)) }) });

  test("the handler gets what it makes of the data", async () => {
    let total: number | undefined;
    await deliver(
      on(typed, ({ data }) => {
        total = data.total;
      }),
      [incoming(1, {}, { total: "7" })],
    ).outcome;
    expect(total).toBe(7);
  });

  test("data that it refuses is a reject that says what and where", async () => {
    const [settled] = await deliver(
      on(typed, () => {}),
      [incoming(1, {}, { total: 7 })],
    ).outcome;
    expect(settled).toMatchObject({
      is: "reject",
      error: { message: expect.stringMatching(/data is invalid: total: /) },
    });
  });

  test("one that throws is a retry", async () => {
    const broken = {
      "~standard": {
        version: 1,
        vendor: "x",
        validate: () => {
          throw new Error("bug");
        },
      },
    } as const;
    expect(
      await said(
        deliver(
          on(queue("b", { schema: broken }), () => {}),
          [incoming(1)],
        ),
      ),
    ).toEqual(["r1 retry"]);
  });
});

describe("batch handlers on a provider without batches get batches of one", () => {
  const batch = (result: unknown): Fn => on(jobs, { batch: 10 }, () => result as undefined);

  test.each([
    ["nothing", undefined, "done"],
    ["[undefined]", [undefined], "done"],
    ["a Retry", [new Retry("x", { after: 5 })], "retry 5"],
    ["a Reject", [new Reject("x")], "reject"],
    ["allSettled, fulfilled", [{ status: "fulfilled", value: 1 }], "done"],
    ["allSettled, rejected", [{ status: "rejected", reason: new Error("x") }], "retry"],
    ["allSettled, rejected with Reject", [{ status: "rejected", reason: new Reject("x") }], "reject"],
    ["a result too few", [], "retry"],
    ["a result too many", [undefined, undefined], "retry"],
  ])("%s", async (_, result, expected) => {
    expect(await said(deliver(batch(result), [incoming(1)]))).toEqual([`r1 ${expected}`]);
  });
});

describe("dead letter", () => {
  test("gets what was rejected, before it is settled", async () => {
    const seen: unknown[] = [];
    const fn = on(
      jobs,
      {
        deadLetter: async (event, error) => {
          await settled();
          seen.push(event.id, error.message);
        },
      },
      () => {
        throw new Reject("never");
      },
    );
    expect([await said(deliver(fn, [incoming(1)])), seen]).toEqual([["r1 reject"], ["1", "never"]]);
  });

  test("one that fails is a retry: nothing is lost", async () => {
    const fn = on(jobs, { deadLetter: () => Promise.reject(new Error("full")) }, () => {
      throw new Reject("never");
    });
    const [only] = await deliver(fn, [incoming(1)]).outcome;
    expect(only).toMatchObject({ is: "retry", error: { message: "full" } });
  });

  test("one that hangs is a retry before the deadline", async () => {
    const fn = on(jobs, { deadLetter: never }, () => {
      throw new Reject("never");
    });
    const given = deliver(fn, [incoming(1)]);
    await given.clock.advance(9_000);
    expect(await said(given)).toEqual(["r1 retry"]);
  });

  test("the last attempt's failure goes there, too", async () => {
    const seen: string[] = [];
    const fn = on(jobs, { deadLetter: (event) => void seen.push(event.id) }, () => {
      throw new Error("x");
    });
    expect(await said(deliver(fn, [incoming(1, { last: true }), incoming(2)]))).toEqual(["r1 reject", "r2 retry"]);
    expect(seen).toEqual(["1"]);
  });

  test("even when that attempt ran out of time", async () => {
    const seen: string[] = [];
    const fn = on(jobs, { deadLetter: (event) => void seen.push(event.id) }, never);
    const given = deliver(fn, [incoming(1, { last: true })]);
    await given.clock.advance(9_500);
    expect([await said(given), seen]).toEqual([["r1 reject"], ["1"]]);
  });

  test("what is done never gets there", async () => {
    let called = false;
    await deliver(
      on(
        jobs,
        {
          deadLetter: () => {
            called = true;
          },
        },
        () => {},
      ),
      [incoming(1, { last: true })],
    ).outcome;
    expect(called).toBe(false);
  });
});

describe("time", () => {
  test("a handler that hangs is a retry before the deadline", async () => {
    const given = deliver(on(jobs, never), [incoming(1)]);
    await given.clock.advance(9_500);
    expect(await given.outcome).toMatchObject([{ is: "retry", error: { name: "TimeoutError" } }]);
  });

  test("the function's own timeout", async () => {
    const given = deliver(on(jobs, { timeout: "1s" }, never), [incoming(1)]);
    await given.clock.advance(950);
    expect(await said(given)).toEqual(["r1 retry"]);
  });

  test("nothing is begun any more once the signal has aborted; the rest is retry", async () => {
    const begun: string[] = [];
    const fn = on(jobs, { concurrency: 1 }, async ({ id }, { signal }) => {
      begun.push(id);
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    });
    const given = deliver(fn, [incoming(1), incoming(2), incoming(3)]);
    await given.clock.advance(9_000);
    expect([await said(given), begun]).toEqual([["r1 done", "r2 retry", "r3 retry"], ["1"]]);
  });
});

describe("lanes", () => {
  test("are in order inside, and stop at their first retry", async () => {
    const seen: string[] = [];
    const fn = on(jobs, async ({ id }) => {
      seen.push(id);
      await settled();
      if (id === "2") throw new Error("x");
    });
    const lane = "a";
    const given = deliver(
      fn,
      [1, 2, 3].map((id) => incoming(id, { lane })),
    );
    expect(await said(given)).toEqual(["r1 done", "r2 retry", "r3 retry"].map((it) => it));
    expect(seen).toEqual(["1", "2"]);
  });

  test("do not stop at a reject that the dead letter has", async () => {
    const fn = on(jobs, { deadLetter: () => {} }, ({ id }) => {
      if (id === "1") throw new Reject("x");
    });
    expect(
      await said(
        deliver(
          fn,
          [1, 2].map((id) => incoming(id, { lane: "a" })),
        ),
      ),
    ).toEqual(["r1 reject", "r2 done"]);
  });

  test("do not stop each other", async () => {
    const fn = on(jobs, ({ id }) => {
      if (id === "1") throw new Error("x");
    });
    const events = [incoming(1, { lane: "a" }), incoming(2, { lane: "b" }), incoming(3, { lane: "a" }), incoming(4)];
    expect(await said(deliver(fn, events))).toEqual(["r1 retry", "r2 done", "r3 retry", "r4 done"]);
  });

  test("run at the same time, up to the concurrency", async () => {
    let running = 0;
    let most = 0;
    const fn = on(jobs, { concurrency: 3 }, async () => {
      most = Math.max(most, ++running);
      await settled();
      running--;
    });
    await deliver(
      fn,
      Array.from({ length: 10 }, (_, id) => incoming(id)),
    ).outcome;
    expect(most).toBe(3);
  });

  test.each([0, -1, Number.NaN])("a concurrency of %d still handles everything", async (concurrency) => {
    expect(
      await said(
        deliver(
          on(jobs, { concurrency }, () => {}),
          [incoming(1), incoming(2)],
        ),
      ),
    ).toEqual(["r1 done", "r2 done"]);
  });

  test("a lane's name goes back with its settlements", async () => {
    expect(
      await deliver(
        on(jobs, () => {}),
        [incoming(1, { lane: "a" })],
      ).outcome,
    ).toEqual([{ is: "done", receipt: "r1", lane: "a" }]);
  });
});

describe("context", () => {
  test("each event has its own attempt and trace", async () => {
    const seen: unknown[] = [];
    const fn = on(
      jobs,
      (_, { attempt, trace, function: name, provider }) => void seen.push([attempt, trace, name, provider]),
    );
    await deliver(fn, [incoming(1, { attempt: 2, trace: "t1" }), incoming(2)]).outcome;
    expect(seen).toEqual([
      [2, "t1", "work", "test"],
      [undefined, undefined, "work", "test"],
    ]);
  });

  test("use and provide work as for HTTP", async () => {
    const db = provide("db", (env) => `${env.DB}`);
    const layer = {
      event: (_events: readonly CloudEvent[], _context: unknown, next: (added: { user: string }) => Promise<unknown>) =>
        next({ user: "ada" }),
    };
    const seen: unknown[] = [];
    const fn = on(
      jobs,
      { use: [layer, db] },
      (_, context) => void seen.push([(context as { user?: string }).user, context.db]),
    );
    await deliver(fn, [incoming(1)]).outcome;
    await deliver(fn, [incoming(1)], { provide: { db: "fake" } }).outcome;
    expect(seen).toEqual([
      ["ada", "url"],
      ["ada", "fake"],
    ]);
  });
});

test("a delivery that a codec could not read is logged and thrown on", () => {
  const clock = createClock();
  const { invocation, log } = begin(clock);
  const error = new Error("x");
  expect(() =>
    eventDispatch(
      "work",
      on(jobs, () => {}),
      { provider: "test" },
    ).refuse(error, invocation, clock),
  ).toThrow(error);
  expect(log).toMatchObject([{ level: "error", error }]);
});

test("every event settles exactly once, under its own receipt, and none that nobody handled is done", async () => {
  const behaviours = ["done", "retry", "reject", "hang", "fault"] as const;
  const event = fc.record({
    does: fc.constantFrom(...behaviours),
    lane: fc.option(fc.constantFrom("a", "b"), { nil: undefined }),
    last: fc.boolean(),
  });
  const dead = fc.constantFrom(undefined, "works", "fails");
  await fc.assert(
    fc.asyncProperty(
      fc.array(event, { maxLength: 12 }),
      fc.integer({ min: 1, max: 4 }),
      dead,
      async (events, concurrency, letter) => {
        const finished = new Set<string>();
        const lettered = new Set<string>();
        const fn = on(
          jobs,
          {
            concurrency,
            ...(letter && {
              deadLetter: ({ id }: CloudEvent) => {
                if (letter === "fails") throw new Error("full");
                lettered.add(id);
              },
            }),
          },
          async ({ id, data }) => {
            await settled();
            if (data === "hang") await never();
            if (data === "retry") throw new Error("x");
            if (data === "reject") throw new Reject("x");
            finished.add(id);
          },
        );
        const given = deliver(
          fn,
          events.map(({ does, lane, last }, id) =>
            incoming(
              id,
              { last, ...(lane && { lane }), ...(does === "fault" && { fault: new Error("no data") }) },
              does,
            ),
          ),
        );
        await given.clock.advance(10_000);
        const outcome = await given.outcome;
        expect(outcome.map(({ receipt }) => receipt)).toEqual(events.map((_, id) => `r${id}`));
        outcome.forEach((it, id) => {
          if (it.is === "done") expect(finished).toContain(String(id));
          else expect(finished).not.toContain(String(id));
          if (letter === "works" && it.is === "reject") expect(lettered).toContain(String(id));
          if (letter === "fails") expect(it.is).not.toBe("reject");
        });
        for (const name of ["a", "b"]) {
          const lane = outcome.filter((it) => it.lane === name).map(({ is }) => is);
          const stop = lane.indexOf("retry");
          expect(stop < 0 ? [] : lane.slice(stop)).toEqual(stop < 0 ? [] : lane.slice(stop).fill("retry"));
        }
        await given.invocation.rest();
        expect(given.clock.waiting()).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});
