import type { LogLevel } from "./invocation.ts";

/** The process around a function: all I/O of codecs goes through it, so that the simulator can stand in. */
export interface Host {
  fetch(request: Request): Promise<Response>;
  /** The environment, as strings. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `work` once after `ms` milliseconds, which may be `Infinity`, unless the returned function is called before. */
  after(ms: number, work: () => void): () => void;
  /** One line to where the platform collects logs. */
  write(level: LogLevel, line: string): void;
}
