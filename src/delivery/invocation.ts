export type LogLevel = "debug" | "info" | "warn" | "error";

/** One line of the log, before a provider gives it its own field names. */
export interface LogRecord {
  readonly level: LogLevel;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly invocation: string;
  readonly function?: string | undefined;
  /** W3C traceparent. */
  readonly trace?: string | undefined;
  readonly error?: unknown;
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

/** Writes structured lines, correlated with the invocation the provider's way. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** `fields.error` may be the Error; its stack goes to the log and nowhere else. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** One call of the platform into our code. */
export interface Invocation {
  /** The platform's own id of this call. */
  readonly id: string;
  /** Export name of the function, once it is known. */
  readonly function?: string;
  /** When it began: milliseconds since the epoch. */
  readonly at: number;
  /** When the platform stops it, or the function's own time limit ends it: milliseconds since the epoch, or `Infinity`. */
  readonly deadline: number;
  /** Aborts shortly before the deadline, and on client disconnect where the host reports it. */
  readonly signal: AbortSignal;
  /** W3C traceparent. */
  readonly trace?: string | undefined;
  /** What the platform handed over, untouched. */
  readonly native: unknown;
  readonly log: Log;
  /**
   * Called once, when the function is known and before it runs: names it in the log, and arms `signal` and `until`.
   *
   * @param timeoutMs the function's own time limit, from the beginning of the invocation
   */
  begin(name: string, timeoutMs?: number): void;
  /**
   * What `work` gives; what still runs half-way between the abort of `signal` and the deadline is given up: rejects with
   * that signal's reason.
   */
  until<T>(work: Promise<T>): Promise<T>;
  /** Keeps the platform from freezing before `work` is settled; its failure is logged. */
  waitUntil(work: Promise<unknown>): void;
  /** Settles when all `waitUntil` work has, or shortly before the deadline. Never rejects. */
  rest(): Promise<void>;
}
