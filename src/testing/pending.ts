import type { Engine } from "./engine.ts";
import type { Real } from "./io.ts";
import type { Entry } from "./queue.ts";
import { callSite } from "./site.ts";

/** What a clock waits for. */
export interface Pending {
  readonly kind: "timer" | Real["kind"];
  readonly label: string;
  /** Virtual milliseconds since the epoch for timers, real ones for the rest. */
  readonly since: number;
  /** When a timer fires. */
  readonly due?: number;
  /** Where real I/O was started. */
  readonly site?: string;
}

/** Everything that a clock waits for: timers in their order, those of frozen scopes, real I/O. */
export function pendingOf({ queue, parked, io }: Engine): Pending[] {
  const timers = queue.entries.toSorted((a, b) => a.due - b.due || a.order - b.order);
  const busy = [...io.all].filter(([real]) => real.busy());
  return [
    ...timers.map((it) => timer(it)),
    ...[...parked].map((it) => timer(it, " (paused)")),
    ...busy.map(([{ kind, what, trace }, since]) => ({ kind, label: what, since, site: callSite(trace) })),
  ];
}

const timer = ({ label, since, due }: Entry, state = ""): Pending => ({
  kind: "timer",
  label: label + state,
  since,
  due,
});

/** The first few of what is pending, as a sentence. */
export function waiting(engine: Engine): string {
  const pending = pendingOf(engine);
  if (!pending.length) return "nothing is pending";
  const first = pending
    .slice(0, 5)
    .map(({ kind, label, since, due, site }) =>
      due === undefined
        ? `${label}${site && ` started at ${site}`}`
        : `a ${kind} of ${label}, set at ${new Date(since).toISOString()}, due at ${new Date(due).toISOString()}`,
    );
  return `pending: ${first.join("; ")}${pending.length > 5 ? `; and ${pending.length - 5} more` : ""}`;
}
