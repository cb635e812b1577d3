import type { InvocationContext } from "@azure/functions";
import { type Codec, createInvocation, type Dispatch, exchange, type Host, nodeHost } from "unmoor/adapter";
import type { EventWire } from "../codec/event.ts";
import { writeLog } from "../log.ts";

/** What runs an event unit: the library's own handler. Throwing is Azure's only failure signal. */
export type EventHandler = (input: unknown, context: InvocationContext) => Promise<void>;

/** What Consumption grants by default, and how long the host renews the lock of a message of Service Bus. */
const DEFAULT_MS = 300_000;

/**
 * The carrier of events.
 *
 * @param timeoutMs the unit's time limit; 5 minutes by default
 * @throws whatever an event that must come again failed with
 * @example export const handler = delivered(serviceBus(), eventDispatch("fulfil", fulfil, { provider: "azure" }));
 */
export function delivered(
  codec: Codec<"events", EventWire, void>,
  dispatch: Dispatch<"events">,
  { timeoutMs = DEFAULT_MS }: { readonly timeoutMs?: number | undefined } = {},
): EventHandler {
  let host: Host | undefined;
  let told = false;
  const telling: Dispatch<"events"> = {
    ...dispatch,
    async deliver(delivery, invocation, host) {
      const settled = await dispatch.deliver(delivery, invocation, host);
      if (!told && settled.some((one) => one.is === "retry" && one.afterMs !== undefined)) {
        told = true;
        invocation.log.warn("Azure cannot delay one retry: it comes when the platform's own policy says");
      }
      return settled;
    },
  };
  return async (input, context) => {
    host ??= nodeHost();
    const at = host.now();
    const { invocationId: id, triggerMetadata: metadata = {}, retryContext, traceContext } = context;
    const invocation = createInvocation(
      {
        id,
        at,
        deadline: at + timeoutMs,
        trace: traceContext?.traceParent,
        native: { input, context },
        log: (record) => writeLog(context, record),
      },
      host,
    );
    const { trigger } = context.options;
    const wire: EventWire = { input, trigger, metadata, retries: retryContext?.retryCount ?? 0 };
    try {
      await exchange(codec, wire, invocation, telling, host);
    } finally {
      await invocation.rest();
    }
  };
}
