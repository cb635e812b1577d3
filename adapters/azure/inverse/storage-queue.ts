import { error, type Inverse } from "unmoor/adapter";
import type { EventWire } from "../codec/event.ts";
import { storageQueue } from "../codec/storage-queue.ts";
import { delivery, wholeInverse } from "./event.ts";
import { messageOf } from "./message.ts";

/** A queue of Azure Storage: one message a call. */
export const storageQueueInverse: Inverse<"events", EventWire, void> = wholeInverse(storageQueue, (events) => {
  const [first, second] = events;
  if (!first || second) throw error("INVALID_DELIVERY", "a storage queue delivers one message at a time");
  const { event, attempt, channel } = first;
  const { input } = messageOf(event, "dev.unmoor.queue");
  const metadata = {
    id: event.id,
    dequeueCount: attempt ?? 1,
    ...(event.time && { insertionTime: event.time }),
    popReceipt: "AgAAAAMAAAAAAAAAY5ar20G42AE=",
  };
  return delivery({ type: "queueTrigger", queueName: channel ?? "" }, [{ input, metadata }]);
});
