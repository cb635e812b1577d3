import type { Context, ExecutionContext } from "../app/index.ts";
import type { Host, Invocation } from "../delivery/index.ts";

/** What an entry tells the pipeline. */
export interface DispatchOptions {
  /** `context.provider`. */
  readonly provider: string;
  /** Stands in for values of `provide`, by name. */
  readonly provide?: Readonly<Record<string, unknown>> | undefined;
  /** The unit's time limit, where the platform states no deadline. */
  readonly timeoutMs?: number | undefined;
  /** The provider delays a retry when it is asked to; otherwise a handler that asks is told so in the log, once. */
  readonly delays?: boolean | undefined;
}

/** What one handler's context knows beside the invocation. */
export interface ContextParts {
  readonly attempt?: number | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly client?: string | undefined;
  readonly trace?: string | undefined;
}

/**
 * The context of a handler. Its prototype is the environment: a mounted Workers app looks for its bindings in its
 * second argument, and finds them there; the third, which such an app calls execution context, is the same object.
 */
export const createContext = (
  parts: ContextParts,
  options: DispatchOptions,
  // What the pipeline does with an invocation is none of the handler's.
  { id: invocation, at, over, begin, rest, ...seen }: Invocation,
  { env }: Host,
): Context & ExecutionContext =>
  ({
    __proto__: env,
    ...seen,
    ...parts,
    invocation,
    provider: options.provider,
    env,
    checkpoint() {},
    passThroughOnException() {},
    "~dispatch": options,
  }) as unknown as Context & ExecutionContext;
