import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CronRun } from "../../../adapters/node/codec/cron.ts";
import { schedules } from "../../../adapters/node/schedules.ts";

vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The runs of a schedule between two moments. */
async function runs(
  { cron, timeZone }: { readonly cron: string; readonly timeZone?: string },
  from: string,
  hours: number,
  work: () => Promise<void> = async () => {},
): Promise<string[]> {
  vi.setSystemTime(from);
  const seen: CronRun[] = [];
  const run = (due: CronRun): Promise<void> => {
    seen.push(due);
    return work();
  };
  const tracked: Promise<void>[] = [];
  const stop = schedules([{ name: "nightly", cron, timeZone, run }])((each) => void tracked.push(each));
  await vi.advanceTimersByTimeAsync(hours * 3_600_000);
  stop();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(tracked).toHaveLength(seen.length);
  expect(seen.every(({ name }) => name === "nightly")).toBe(true);
  return seen.map(({ due }) => due);
}

test("a run says when it was due", async () => {
  expect(await runs({ cron: "0 2 * * *" }, "2026-11-21T01:34:56.789Z", 25)).toEqual([
    "2026-11-21T02:00:00.000Z",
    "2026-11-22T02:00:00.000Z",
  ]);
});

test("in a time zone, on the day that has no such hour and on the one that has it twice", async () => {
  const berlin = { cron: "30 2 * * *", timeZone: "Europe/Berlin" };
  // 02:30 is skipped on 29 March: the first moment after the gap is 03:00 in summer time.
  expect(await runs(berlin, "2026-03-29T00:45:00Z", 24)).toEqual([
    "2026-03-29T01:00:00.000Z",
    "2026-03-30T00:30:00.000Z",
  ]);
  expect(await runs(berlin, "2026-10-25T00:15:00Z", 26)).toEqual([
    "2026-10-25T00:30:00.000Z",
    "2026-10-26T01:30:00.000Z",
  ]);
});

test("Sunday is 0 and 7", async () => {
  for (const day of ["0", "7"]) {
    expect(await runs({ cron: `0 0 * * ${day}` }, "2026-11-21T23:50:00Z", 0.5)).toEqual(["2026-11-22T00:00:00.000Z"]);
    expect(await runs({ cron: `0 0 * * ${day}` }, "2026-11-20T23:50:00Z", 0.5)).toEqual([]);
  }
});

test("a run that is due while the one before is under way is skipped, and the log says so", async () => {
  const write = vi.spyOn(process.stdout, "write").mockImplementation(() => true);
  const long = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100_000));
  const seen = await runs({ cron: "* * * * *" }, "2026-11-20T00:00:30Z", 0.1, long);
  const lines = write.mock.calls.map(([line]) => String(line));
  write.mockRestore();
  // Each takes until shortly after the next one but one.
  expect(seen).toEqual(["2026-11-20T00:01:00.000Z", "2026-11-20T00:03:00.000Z", "2026-11-20T00:05:00.000Z"]);
  expect(lines.filter((line) => line.includes("skipped")).map((line) => JSON.parse(line).function)).toContain(
    "nightly",
  );
});

test("none begins after the end", async () => {
  expect(await runs({ cron: "*/10 * * * *" }, "2026-11-20T00:05:00Z", 0.1)).toEqual(["2026-11-20T00:10:00.000Z"]);
});

test("a run that comes late says when it was due all the same", async () => {
  vi.setSystemTime("2026-11-20T01:59:59Z");
  const seen: CronRun[] = [];
  const stop = schedules([{ name: "nightly", cron: "0 2 * * *", run: async (run) => void seen.push(run) }])(() => {});
  // The process was busy, or the machine asleep, when the timer should have come.
  vi.setSystemTime("2026-11-20T02:03:17Z");
  await vi.advanceTimersByTimeAsync(60_000);
  stop();
  expect(seen.map(({ due }) => due)).toEqual(["2026-11-20T02:00:00.000Z"]);
});
