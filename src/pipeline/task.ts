import { type Context, milliseconds, type Schema, type TaskFunction } from "../app/index.ts";
import type { Dispatch } from "../delivery/index.ts";
import { contextsOf, type DispatchOptions } from "./context.ts";
import { absent, SCHEMAS, TIMEOUTS } from "./features.ts";
import { validated } from "./validated.ts";

/**
 * Hands inputs to one task. A failure is the provider's own: whoever called learns that it failed, and the log why.
 *
 * @throws what the handler throws; a `Reject` that lists the issues for an input that its schema refuses
 * @example const dispatch = taskDispatch("resize", resize, { provider: "aws" });
 */
export function taskDispatch(name: string, fn: TaskFunction, options: DispatchOptions): Dispatch<"task"> {
  const { schema, timeout } = fn.options;
  const createContext = contextsOf(options);
  let { timeoutMs } = options;
  if (!TIMEOUTS && timeout) throw absent("timeouts");
  if (!SCHEMAS && schema) throw absent("schemas");
  if (TIMEOUTS && timeout !== undefined) timeoutMs = milliseconds(timeout);
  return {
    kind: "task",
    async deliver({ input, attempt }, invocation, host) {
      invocation.begin(name, timeoutMs);
      const context = createContext({ attempt }, invocation, host);
      const run = async (): Promise<unknown> => {
        const given = SCHEMAS && schema ? await validated(input, schema as Schema, "input") : input;
        return fn.handler(given as never, context as Context);
      };
      return invocation.until(run());
    },
    refuse(thrown, { log }) {
      log.error(`${name} failed`, { error: thrown });
      throw thrown;
    },
  };
}
