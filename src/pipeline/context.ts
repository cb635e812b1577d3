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

/** Makes the contexts of one dispatch. */
export type CreateContext = (parts: ContextParts, invocation: Invocation, host: Host) => Context & ExecutionContext;

/**
 * Makes the contexts of a dispatch. They inherit from the environment: a mounted Workers app looks for its bindings in
 * its second argument, and finds them there; the third, which such an app calls execution context, is the same object.
 */
export function contextsOf(options: DispatchOptions): CreateContext {
  let of: Host | undefined;
  let Made: ReturnType<typeof contextClass>;
  return (parts, invocation, host) => {
    if (of !== host) {
      of = host;
      Made = contextClass(options, host);
    }
    return new Made(parts, invocation) as unknown as Context & ExecutionContext;
  };
}

// A class, because an object that is given a prototype of its own takes twenty times as long.
function contextClass(options: DispatchOptions, { env }: Host) {
  class Made {
    constructor({ params, client, attempt, trace }: ContextParts, invocation: Invocation) {
      const own: Record<string, unknown> = this as never;
      own.function = invocation.function;
      own.invocation = invocation.id;
      own.deadline = invocation.deadline;
      own.signal = invocation.signal;
      own.log = invocation.log;
      own.native = invocation.native;
      own.waitUntil = invocation.waitUntil;
      own.trace = trace ?? invocation.trace;
      own.params = params;
      own.client = client;
      own.attempt = attempt;
      own.provider = options.provider;
      own.env = env;
      own["~dispatch"] = options;
    }
    checkpoint(): void {}
    passThroughOnException(): void {}
  }
  // A copy: the process would be called for whatever is not found on the way, and its bindings do not change.
  Object.setPrototypeOf(Made.prototype, { ...env });
  return Made;
}
