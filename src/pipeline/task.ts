import { type Context, milliseconds, type Schema, type TaskFunction } from "../app/index.ts";
import type { Dispatch } from "../delivery/index.ts";
import { createContext, type DispatchOptions } from "./context.ts";
import { validated } from "./validated.ts";

/**
 * Hands inputs to one task. A failure is the provider's own: whoever called learns that it failed, and the log why.
 *
 * @throws what the handler throws; a `Reject` that lists the issues for an input that its schema refuses
 * @example const dispatch = taskDispatch("resize", resize, { provider: "aws" });
 */
export function taskDispatch(name: string, fn: TaskFunction, options: DispatchOptions): Dispatch<"task"> {
  const { schema, timeout } = fn.options;
  const limit = timeout === undefined ? options.timeoutMs : milliseconds(timeout);
  return {
    kind: "task",
    async deliver({ input, attempt }, invocation, host) {
      invocation.begin(name, limit);
      const context = createContext({ attempt }, options, invocation, host);
      const run = async (): Promise<unknown> =>
        fn.handler((await validated(input, schema as Schema | undefined, "input")) as never, context as Context);
      return Promise.race([run(), invocation.over]);
    },
    refuse(thrown, { log }) {
      log.error(`${name} failed`, { error: thrown });
      throw thrown;
    },
  };
}
