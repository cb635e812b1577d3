import type { Codec } from "unmoor/adapter";
import {
  channelOf,
  comesBy,
  count,
  type EventOptions,
  type EventWire,
  present,
  settleWhole,
  text,
  utc,
} from "./event.ts";
import { eventOfMessage } from "./message.ts";

/**
 * A queue of Azure Storage: one message a call. What is not done is visible again, and after `maxDequeueCount` of
 * host.json goes to `<queue>-poison`.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue-trigger
 * @example delivered(storageQueue({ channel: "orders" }), eventDispatch("fulfil", fulfil, { provider: "azure" }))
 */
export function storageQueue(options: EventOptions = {}): Codec<"events", EventWire, void> {
  const { attempts } = options;
  return {
    name: "storage-queue",
    kind: "events",
    claims: (native) => comesBy(native, "queueTrigger"),
    decode(wire, invocation) {
      const { input, metadata } = wire;
      const { id, insertionTime, dequeueCount } = metadata;
      const channel = channelOf(wire, options);
      const attempt = count(dequeueCount);
      const message = eventOfMessage({
        input,
        attributes: present({
          id: text(id) ?? invocation.id,
          source: `/azure/storage-queue/${channel}`,
          type: "dev.unmoor.queue",
          time: utc(text(insertionTime)),
        }),
      });
      const last = attempts && attempt ? attempt >= attempts : undefined;
      return { events: [present({ ...message, channel, attempt, last })] };
    },
    encode: (settled) => settleWhole(settled, options),
  };
}
