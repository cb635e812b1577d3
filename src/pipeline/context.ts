import type { Context } from "../app/index.ts";
import type { Host, Invocation } from "../delivery/index.ts";
import { createLog } from "./log.ts";

/** What the context knows beside the invocation. */
export interface ContextParts {
  readonly function: string;
  readonly provider: string;
  readonly attempt?: number | undefined;
  readonly trace?: string | undefined;
}

/**
 * The context of a handler. Its prototype is the environment: a mounted Workers app looks for its bindings in its
 * second argument, and finds them there.
 */
export function createContext(parts: ContextParts, invocation: Invocation, host: Host): Context {
  return {
    // @ts-expect-error `__proto__` in a literal sets the prototype; TypeScript takes it for a member.
    __proto__: host.env,
    function: parts.function,
    provider: parts.provider,
    invocation: invocation.id,
    attempt: parts.attempt,
    trace: parts.trace ?? invocation.trace,
    env: host.env,
    get signal() {
      return invocation.signal;
    },
    get deadline() {
      return invocation.deadline;
    },
    get log() {
      return createLog(parts.function, invocation, host);
    },
    get native() {
      return invocation.native;
    },
    waitUntil: (work: Promise<unknown>) => invocation.waitUntil(work),
    checkpoint() {},
  };
}
