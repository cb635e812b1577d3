import { type EventFunction, milliseconds } from "../app/index.ts";
import type { Dispatch, Host, Incoming, Invocation, Settlement } from "../delivery/index.ts";
import { attemptOf } from "./attempt.ts";
import { contextsOf, type DispatchOptions } from "./context.ts";
import { bury } from "./dead-letter.ts";
import { absent, DEAD_LETTERS, TIMEOUTS } from "./features.ts";
import { settleLanes } from "./lanes.ts";
import { rejected, settlementOf } from "./outcome.ts";

/** Events of different lanes that are handled at the same time unless the function says otherwise. */
const CONCURRENCY = 16;

/**
 * Hands events to one function, each in an attempt of its own, and settles each in exactly one outcome.
 *
 * @example const dispatch = eventDispatch("fulfil", fulfil, { provider: "aws" });
 */
export function eventDispatch(name: string, fn: EventFunction, options: DispatchOptions): Dispatch<"events"> {
  const { deadLetter, timeout, batch = 1, concurrency = CONCURRENCY } = fn.options;
  const createContext = contextsOf(options);
  const attempt = attemptOf(name, fn);
  let { delays, timeoutMs } = options;
  if (!TIMEOUTS && timeout) throw absent("timeouts");
  if (!DEAD_LETTERS && deadLetter) throw absent("dead letters");
  if (TIMEOUTS && timeout !== undefined) timeoutMs = milliseconds(timeout);

  const settle = async (
    group: readonly Incoming[],
    invocation: Invocation,
    host: Host,
  ): Promise<readonly Settlement[]> => {
    const [{ attempt: count, trace }] = group as [Incoming];
    const context = createContext(group[1] ? {} : { attempt: count, trace }, invocation, host);
    const given = await invocation
      .until(attempt(group, context))
      .catch((thrown: unknown) => group.map(() => settlementOf(thrown, true)));
    if (given.every(({ is }) => is === "done")) return given;
    return Promise.all(
      group.map(async ({ event, attempt, last }, index) => {
        let settlement = given[index]!;
        if (settlement.is === "reject" || (settlement.is === "retry" && last)) {
          const { error } = settlement;
          settlement =
            DEAD_LETTERS && deadLetter
              ? await bury(async () => deadLetter(event, error, context), error, invocation, host)
              : rejected(error);
        }
        if (settlement.is === "done") return settlement;
        if (settlement.is === "retry" && settlement.afterMs && !delays) {
          delays = true;
          invocation.log.warn(`${options.provider} delays no retry: "after" has no effect`, {
            after: settlement.afterMs,
          });
        }
        invocation.log.error(`${name}: ${settlement.is}`, { event: event.id, attempt, error: settlement.error });
        return settlement;
      }),
    );
  };

  return {
    kind: "events",
    deliver({ events }, invocation, host) {
      invocation.begin(name, timeoutMs);
      const cut = { batch, concurrency, buries: !!deadLetter };
      return settleLanes(events, (group) => settle(group, invocation, host), cut, invocation);
    },
    refuse(thrown, invocation) {
      // What a codec throws after that is its answer and no news: each failure is in the log already.
      if (!invocation.function) invocation.log.error("the delivery could not be handled", { error: thrown });
      throw thrown;
    },
  };
}
