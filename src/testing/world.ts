import type { Adapter, LogRecord } from "../adapter/index.ts";
import type { Clock } from "./clock.ts";
import type { Entropy } from "./entropy.ts";
import type { Plan, Spot } from "./plan.ts";
import type { Overrides } from "./profile.ts";
import type { Shapes } from "./provider.ts";
import type { Tracer } from "./trace.ts";

/** What all parts of one simulation share. */
export interface World {
  readonly adapter: Adapter;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Milliseconds since the epoch, when it began. */
  readonly began: number;
  readonly tracer: Tracer;
  readonly plan: Plan;
  readonly log: LogRecord[];
  readonly env: Readonly<Record<string, string>>;
  readonly provide: Readonly<Record<string, unknown>> | undefined;
  readonly overrides: Overrides;
  readonly shapes: Shapes;
  /** Invocations under way, by id. */
  readonly running: Map<string, Running>;
  /** Work that is not done and that no queue knows of. */
  readonly busy: Set<Promise<unknown>>;
  /** Something has happened that is no row of the trace. */
  step(): void;
  /** What no provider could have caused: ends the simulation. */
  fail(thrown: unknown): void;
  /** The next number of a kind of thing. */
  count(of: string): number;
}

/** An invocation under way. */
export interface Running {
  /** By id of the event, as its handler sees it; under the empty id where there is one thing only. */
  readonly spots: Map<string, Spot>;
  /** When it began, in milliseconds since the epoch. */
  readonly at: number;
  /** Its instance dies. */
  crash(): void;
}

/** Keeps work in mind until it has ended. */
export function keep<T>({ busy }: Pick<World, "busy">, work: Promise<T>): Promise<T> {
  busy.add(work);
  const over = (): void => void busy.delete(work);
  work.then(over, over);
  return work;
}
