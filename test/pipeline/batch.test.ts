import fc from "fast-check";
import { on, queue, Reject, Retry } from "unmoor";
import { eventDispatch, type Incoming } from "unmoor/adapter";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { begin, createClock } from "./clock.ts";

const jobs = queue("jobs");
const incoming = (id: number, more: Partial<Incoming> = {}): Incoming => ({
  event: { specversion: "1.0", id: String(id), source: "/test", type: "t", data: id },
  receipt: String(id),
  ...more,
});

async function settle(fn: ReturnType<typeof on>, events: readonly Incoming[]): Promise<string[]> {
  const clock = createClock();
  const { invocation } = begin(clock, { deadline: clock.now() + 10_000 });
  const settled = await eventDispatch("work", fn, { provider: "test" }).deliver({ events }, invocation, clock);
  return settled.map(({ receipt, is }) => `${receipt} ${is}`);
}

describe("batches", () => {
  test("events come in calls of up to `batch`, in order", async () => {
    const calls: unknown[][] = [];
    const fn = on(jobs, { batch: 2 }, (events) => {
      calls.push(events.map(({ data }) => data));
    });
    expect(
      await settle(
        fn,
        [1, 2, 3, 4, 5].map((id) => incoming(id)),
      ),
    ).toEqual(["1 done", "2 done", "3 done", "4 done", "5 done"]);
    expect(calls).toEqual([[1, 2], [3, 4], [5]]);
  });
  test("a result an event says how each ended", async () => {
    const fn = on(jobs, { batch: 9 }, () => [undefined, new Retry("later"), new Reject("never")]);
    expect(
      await settle(
        fn,
        [1, 2, 3].map((id) => incoming(id)),
      ),
    ).toEqual(["1 done", "2 retry", "3 reject"]);
  });
  test("Promise.allSettled fits as it is", async () => {
    const fn = on(jobs, { batch: 9 }, (events) =>
      Promise.allSettled(
        events.map(async ({ data }) => {
          if (data === 2) throw new Reject("never");
          if (data === 3) return new Retry("later");
          if (data === 4) throw new Error("x");
        }),
      ),
    );
    expect(
      await settle(
        fn,
        [1, 2, 3, 4].map((id) => incoming(id)),
      ),
    ).toEqual(["1 done", "2 reject", "3 retry", "4 retry"]);
  });
  test("a handler that throws fails the whole batch", async () => {
    const fn = on(jobs, { batch: 9 }, () => {
      throw new Error("x");
    });
    expect(await settle(fn, [incoming(1), incoming(2)])).toEqual(["1 retry", "2 retry"]);
  });
  test("a result of the wrong length retries all", async () => {
    const fn = on(jobs, { batch: 9 }, () => [undefined]);
    expect(await settle(fn, [incoming(1), incoming(2)])).toEqual(["1 retry", "2 retry"]);
  });
  test("what cannot be read is rejected alone, and the handler sees the others", async () => {
    const typed = queue("typed", { schema: v.number() });
    const seen: number[] = [];
    const fn = on(typed, { batch: 9 }, (events) => {
      for (const { data } of events) seen.push(data);
      return [undefined, new Retry("later")];
    });
    const bad = { ...incoming(2), event: { ...incoming(2).event, data: "two", is: "retry" } };
    const given = await settle(fn, [incoming(1), bad, incoming(3, { fault: new Error("base64") }), incoming(4)]);
    expect([given, seen]).toEqual([
      ["1 done", "2 reject", "3 reject", "4 retry"],
      [1, 4],
    ]);
  });
  test("behind a retry of its lane everything is retried, done or not", async () => {
    const calls: unknown[][] = [];
    const fn = on(jobs, { batch: 2 }, (events) => {
      calls.push(events.map(({ data }) => data));
      return events.map(({ data }) => (data === 1 ? new Retry("later") : undefined));
    });
    const events = [1, 2, 3].map((id) => incoming(id, { lane: "a" })).concat(incoming(9, { lane: "b" }));
    expect(await settle(fn, events)).toEqual(["1 retry", "2 retry", "3 retry", "9 done"]);
    expect(calls).toEqual([[1, 2], [9]]);
  });
  test("a reject stops its lane unless it has been buried", async () => {
    const work = ({ data }: { data: unknown }): void => {
      if (data === 1) throw new Reject("never");
    };
    const events = [1, 2].map((id) => incoming(id, { lane: "a" }));
    expect(await settle(on(jobs, work), events)).toEqual(["1 reject", "2 retry"]);
    expect(await settle(on(jobs, { deadLetter: () => {} }, work), events)).toEqual(["1 reject", "2 done"]);
  });
  test("every event is settled once, and done only if the handler saw it and said nothing else", async () => {
    const outcome = fc.constantFrom("done", "retry", "reject", "throw");
    const event = fc.record({ lane: fc.option(fc.constantFrom("a", "b"), { nil: undefined }), outcome });
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (events, batch) => {
        const said = new Map<unknown, string>();
        const fn = on(jobs, { batch }, (group) => {
          const words = group.map(({ data }) => (events[data as number] as { outcome: string }).outcome);
          const failed = words.includes("throw");
          group.forEach(({ data }, i) => void said.set(data, failed ? "retry" : (words[i] as string)));
          if (failed) throw new Error("x");
          return words.map((word) => ({ retry: new Retry(), reject: new Reject(), done: undefined })[word as "done"]);
        });
        const given = await settle(
          fn,
          events.map(({ lane }, id) => incoming(id, lane ? { lane } : {})),
        );
        expect(given).toHaveLength(events.length);
        given.forEach((line, id) => {
          const [receipt, is] = line.split(" ");
          expect(receipt).toBe(String(id));
          if (is === "done") expect(said.get(id)).toBe("done");
          if (is === "reject") expect(said.get(id)).toBe("reject");
        });
      }),
    );
  });
});
