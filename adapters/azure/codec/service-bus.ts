import type { Codec, Incoming, Invocation } from "unmoor/adapter";
import {
  channelOf,
  comesBy,
  count,
  digits,
  type EventOptions,
  type EventWire,
  messages,
  present,
  settleWhole,
  text,
  utc,
} from "./event.ts";
import { eventOfMessage } from "./message.ts";

const decode =
  (kind: "queue" | "topic", options: EventOptions) =>
  (wire: EventWire, { id }: Invocation): { events: Incoming[] } => {
    const channel = channelOf(wire, options);
    const { attempts } = options;
    const events = messages(wire).map(({ input, of }) => {
      const properties = of("applicationProperties") ?? of("userProperties");
      const session = text(of("sessionId"));
      const attempt = count(of("deliveryCount"));
      const number = digits(of("sequenceNumber"));
      return present({
        ...eventOfMessage({
          input,
          contentType: text(of("contentType")),
          properties,
          attributes: present({
            id: exact(of("messageId")) ?? number ?? id,
            source: `/azure/service-bus/${channel}`,
            type: `dev.unmoor.${kind}`,
            subject: text(of("subject")) ?? text(of("label")),
            time: utc(of("enqueuedTimeUtc")),
            partitionkey: session ?? text(of("partitionKey")),
            correlationid: text(of("correlationId")),
            sequence: number,
          }),
        }),
        lane: wire.trigger.isSessionsEnabled ? session : undefined,
        channel,
        attempt,
        last: attempts && attempt ? attempt >= attempts : undefined,
      });
    });
    return { events };
  };

/** A long number as an id has been rounded on its way, and might now be another message's. */
const exact = (id: unknown): string | undefined =>
  typeof id === "number" && !Number.isSafeInteger(id) ? undefined : text(id);

/**
 * A Service Bus queue; one message a call unless its binding says many. What is not done is abandoned, and after the
 * queue's maximum of deliveries goes to its dead-letter queue.
 *
 * @see https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/servicebus/Microsoft.Azure.WebJobs.Extensions.ServiceBus
 * @example delivered(serviceBus({ channel: "orders" }), eventDispatch("fulfil", fulfil, { provider: "azure" }))
 */
export const serviceBus = (options: EventOptions = {}): Codec<"events", EventWire, void> => ({
  name: "service-bus",
  kind: "events",
  claims: (native) => comesBy(native, "serviceBusTrigger", false),
  decode: decode("queue", options),
  encode: (settled) => settleWhole(settled, options),
});

/** A subscription of a Service Bus topic: each function has its own. */
export const serviceBusTopic = (options: EventOptions = {}): Codec<"events", EventWire, void> => ({
  name: "service-bus-topic",
  kind: "events",
  claims: (native) => comesBy(native, "serviceBusTrigger", true),
  decode: decode("topic", options),
  encode: (settled) => settleWhole(settled, options),
});
