import type { Inverse } from "unmoor/adapter";
import type { EventWire } from "../codec/event.ts";
import { eventHubs } from "../codec/event-hubs.ts";
import { delivery, wholeInverse } from "./event.ts";
import { messageOf } from "./message.ts";

/** Event Hubs: a call has events of one partition. */
export const eventHubsInverse: Inverse<"events", EventWire, void> = wholeInverse(eventHubs, (events) => {
  const [first] = events;
  const partitionId = first?.lane ?? "0";
  const { input, trigger, metadata, retries } = delivery(
    { type: "eventHubTrigger", eventHubName: first?.channel ?? "", cardinality: "many" },
    events.map(({ event, trace }, index) => {
      const { input, contentType } = messageOf(event, "dev.unmoor.stream");
      const number = /-(\d+)$/.exec(event.id)?.[1] ?? event.sequence ?? index;
      return {
        input,
        metadata: {
          sequenceNumber: Number(number),
          offset: `${Number(number) * 100}`,
          partitionKey: event.partitionkey ?? null,
          ...(event.time && { enqueuedTimeUtc: event.time.replace(/Z$/, "") }),
          properties: trace ? { "diagnostic-Id": trace } : {},
          systemProperties: contentType ? { "content-type": contentType } : {},
        },
      };
    }),
    { retries: (first?.attempt ?? 1) - 1, metadata: { partitionContext: { partitionId, consumerGroup: "$Default" } } },
  );
  if (events.length > 1) return { input, trigger, metadata, retries };
  // Its binding says many, whatever the length.
  const lists = Object.entries(metadata).map(([name, value]) =>
    name === "partitionContext" ? [name, value] : [`${name}Array`, [value]],
  );
  return { input: events.length ? [input] : [], trigger, metadata: Object.fromEntries(lists), retries };
});
