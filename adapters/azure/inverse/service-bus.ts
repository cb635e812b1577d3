import type { Incoming, Inverse } from "unmoor/adapter";
import type { EventWire } from "../codec/event.ts";
import { serviceBus, serviceBusTopic } from "../codec/service-bus.ts";
import { delivery, wholeInverse } from "./event.ts";
import { messageOf } from "./message.ts";

const wire =
  (type: string, binding: (channel: string) => Readonly<Record<string, unknown>>) =>
  (events: readonly Incoming[]): EventWire => {
    const [first] = events;
    const isSessionsEnabled = events.some(({ lane }) => lane !== undefined);
    return delivery(
      { type: "serviceBusTrigger", isSessionsEnabled, ...binding(first?.channel ?? "") },
      events.map(({ event, lane, attempt, trace }) => {
        const { input, contentType } = messageOf(event, type);
        return {
          input,
          metadata: {
            messageId: event.id,
            deliveryCount: attempt ?? 1,
            sequenceNumber: Number(event.sequence ?? 1),
            // .NET leaves the zone away.
            ...(event.time && { enqueuedTimeUtc: event.time.replace(/Z$/, "") }),
            ...(contentType && { contentType }),
            ...(event.subject && { subject: event.subject }),
            ...(lane !== undefined && { sessionId: lane }),
            applicationProperties: trace ? { "diagnostic-Id": trace } : {},
          },
        };
      }),
    );
  };

/** A Service Bus queue. */
export const serviceBusInverse: Inverse<"events", EventWire, void> = wholeInverse(
  serviceBus,
  wire("dev.unmoor.queue", (queueName) => ({ queueName })),
);

/** A subscription of a Service Bus topic. */
export const serviceBusTopicInverse: Inverse<"events", EventWire, void> = wholeInverse(
  serviceBusTopic,
  wire("dev.unmoor.topic", (topicName) => ({ topicName, subscriptionName: "subscription" })),
);
