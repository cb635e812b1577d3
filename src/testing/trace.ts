import { digest } from "./digest.ts";

/** One thing that happened. */
export interface TraceRow {
  /** Milliseconds since the simulation began. */
  readonly at: number;
  readonly what: string;
  /** Of the event, request or task: `e1`, `r1`, `t1`; of one delivery `e1#2`. */
  readonly id: string;
  readonly note: string;
}

/** What happened, in order: logical names and virtual times only, so that a snapshot of it never churns. */
export interface Trace {
  readonly rows: readonly TraceRow[];
  /** Equal for equal traces. */
  readonly digest: string;
  /** The rows of these kinds. */
  only(...what: readonly string[]): Trace;
  /** Aligned text. */
  toString(): string;
}

/** A trace that is being written. */
export interface Tracer {
  readonly trace: Trace;
  add(what: string, id: string, note?: string): void;
}

const traceOf = (rows: readonly TraceRow[]): Trace => ({
  rows,
  get digest() {
    return digest(textOf(rows));
  },
  only: (...what) => traceOf(rows.filter((row) => what.includes(row.what))),
  toString: () => textOf(rows),
});

function textOf(rows: readonly TraceRow[]): string {
  const width = (of: (row: TraceRow) => string): number => Math.max(0, ...rows.map((row) => of(row).length));
  const [time, what, id] = [width(({ at }) => `${at}`), width((row) => row.what), width((row) => row.id)];
  return rows
    .map((row) =>
      `${`${row.at}`.padStart(time)}  ${row.what.padEnd(what)}  ${row.id.padEnd(id)}  ${row.note}`.trimEnd(),
    )
    .join("\n");
}

/**
 * @param now milliseconds since the simulation began
 * @param stepped called after each row
 */
export function createTracer(now: () => number, stepped: () => void): Tracer {
  const rows: TraceRow[] = [];
  return {
    trace: traceOf(rows),
    add(what, id, note = "") {
      rows.push({ at: now(), what, id, note });
      stepped();
    },
  };
}
