import type { Log } from "../delivery/index.ts";

/** The environment: strings, handed in by the platform. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What every handler gets beside its request or event; the same on every provider. */
export interface Context {
  /** Export name of the function. */
  readonly function: string;
  /** `aws`, `gcp`, `azure`, `vercel`, `memory` … */
  readonly provider: string;
  /** The platform's own id of this call. */
  readonly invocation: string;
  /** 1 for the first delivery; undefined where the provider does not say. */
  readonly attempt: number | undefined;
  /** Aborts shortly before the deadline, and on client disconnect where the host reports it. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch; `Infinity` where nobody says. */
  readonly deadline: number;
  /** Keeps the platform from freezing before `work` has settled. A failure of it is logged. */
  waitUntil(work: Promise<unknown>): void;
  readonly env: Env;
  readonly log: Log;
  /** W3C traceparent. */
  readonly trace: string | undefined;
  /** Free in production, a crash point in simulations. */
  checkpoint(name: string): void | Promise<void>;
  /** The provider's raw event and context: the explicit escape hatch, counted by the check. */
  readonly native: unknown;
}

/** The context of an HTTP function. */
export interface HttpContext<Params = Readonly<Record<string, string | undefined>>> extends Context {
  /** Path parameters of the route, decoded once. */
  readonly params: Params;
  /** Address of the client, from the field that the provider vouches for. */
  readonly client: string | undefined;
}

/** What Workers apps expect as their third argument. */
export interface ExecutionContext {
  waitUntil(work: Promise<unknown>): void;
  /** There is no origin behind a function to pass through to: an exception stays a 500. */
  passThroughOnException(): void;
  readonly props: unknown;
}
