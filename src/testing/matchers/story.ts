import type { Attempt } from "../attempt.ts";
import type { Cloud } from "../cloud.ts";

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** Milliseconds as one writes them: in the largest unit that leaves no rest. */
export function spanOf(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ["ms", 1];
  return `${ms / size}${unit}`;
}

/** Deliveries that are told before the rest is only counted. */
const MOST = 20;

/** What was delivered, when, to whom, and how it ended: a line each. */
export function storyOf(attempts: readonly Attempt[]): string {
  const rows = attempts
    .slice(0, MOST)
    .map(({ at, function: name, event, attempt, ended, error }) => [
      spanOf(at),
      name,
      `${event.id} #${attempt}`,
      (ended ?? "still runs") + (error ? `: ${error.message}` : ""),
    ]);
  const width = (column: number): number => Math.max(0, ...rows.map((row) => (row[column] ?? "").length));
  const [time, name, event] = [width(0), width(1), width(2)];
  const lines = rows.map(
    ([at = "", to = "", what = "", end = ""]) =>
      `  at ${at.padStart(time)}  ${to.padEnd(name)}  ${what.padEnd(event)}  ${end}`,
  );
  if (attempts.length > MOST) lines.push(`  and ${attempts.length - MOST} more`);
  return lines.join("\n");
}

/** The same of a whole cloud, and what there is to know where nothing was delivered. */
export function wholeStory(cloud: Cloud): string {
  const all = cloud.attempts();
  if (all.length) return `Delivered so far:\n${storyOf(all)}`;
  const sent = cloud.trace.only("send").rows;
  if (!sent.length) return "Nothing has been sent so far.";
  const lines = sent.map(({ id, note }) => `  ${id} to ${note}`).join("\n");
  return `Nothing has been delivered so far, and sent were:\n${lines}\nTime moves with \`await cloud.settled()\` or \`await cloud.clock.advance(…)\`.`;
}
