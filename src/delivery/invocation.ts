export type LogLevel = "debug" | "info" | "warn" | "error";

/** One line of the log, before a provider gives it its own field names. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly invocation: string;
  readonly function?: string;
  /** W3C traceparent. */
  readonly trace?: string;
  readonly error?: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** One call of the platform into our code. Members may be lazy getters. */
export interface Invocation {
  /** The platform's own id of this call. */
  readonly id: string;
  /** When it began: milliseconds since the epoch. */
  readonly at: number;
  /** When the platform stops it: milliseconds since the epoch; `Infinity` where nobody says. */
  readonly deadline: number;
  /** Aborts shortly before the deadline, and on client disconnect where the host reports it. */
  readonly signal: AbortSignal;
  /** W3C traceparent. */
  readonly trace?: string;
  /** What the platform handed over, untouched. */
  readonly native: unknown;
  /** Brings the deadline forward to `deadline`: a function's own timeout. */
  limit(deadline: number): void;
  /** Keeps the platform from freezing before `work` is settled; its failure is logged. */
  waitUntil(work: Promise<unknown>): void;
  /** Settles when all `waitUntil` work has, or at the deadline. Never rejects. */
  rest(): Promise<void>;
  log(record: LogRecord): void;
}
