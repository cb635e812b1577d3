import { on, provide, schedule } from "unmoor";
import { always, eventually } from "unmoor/testing";
import { faked, planted } from "./planted.ts";

interface Books {
  close(day: string, at: Date): Promise<void>;
}
const books = provide("books", (): Books => faked());

const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Europe/Berlin",
  dateStyle: "short",
  timeStyle: "short",
  hourCycle: "h23",
});
/** Day and hour in Berlin. */
function berlin(time: number): { readonly day: string; readonly hour: number } {
  const [day = "", clock = ""] = parts.format(time).split(", ");
  return { day, hour: Number(clock.slice(0, 2)) };
}
const dayBefore = (time: string): string => berlin(Date.parse(time) - 12 * 3_600_000).day;

/** Midnight in Berlin, as long as it is summer. */
const broken = on(schedule("0 22 * * *"), { use: [books] }, ({ time }, { books }) =>
  books.close(dayBefore(time ?? ""), new Date(time ?? "")),
);

/** Where schedules know no zones, too: at both hours that can be midnight in Berlin, and it asks which one is. */
const fixed = on(schedule("0 22,23 * * *"), { use: [books] }, async ({ time = "" }, { books }) => {
  if (berlin(Date.parse(time)).hour === 0) await books.close(dayBefore(time), new Date(time));
});

function world(nightly: typeof broken) {
  const closed = new Map<string, Date>();
  const fake: Books = { close: async (day, at) => void closed.set(day, at) };
  return { app: { nightly }, provide: { books: fake }, closed };
}

export const timeZone = planted({
  fault: "a schedule that is right in summer is an hour off in winter",
  broken: () => world(broken),
  fixed: () => world(fixed),
  // Clocks go back in the night to the 25th.
  options: { now: "2026-10-24T12:00:00Z" },
  async scenario(cloud, { closed }) {
    always("no day is closed before it is over", () =>
      [...closed].every(([day, at]) => berlin(at.getTime()).day > day),
    );
    await cloud.clock.advance("2d");
    eventually("both days are closed", () => [...closed.keys()].sort().join() === "2026-10-24,2026-10-25");
  },
});
