import type { Codec } from "unmoor/adapter";
import {
  channelOf,
  comesBy,
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

type Fields = Readonly<Record<string, unknown>>;

/**
 * Event Hubs: events of one partition a call. Azure checkpoints them whether the call succeeds or fails, so that only
 * the function's own retry policy brings them back (providers/azure.md 1.4).
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-hubs-trigger
 * @example delivered(eventHubs({ channel: "clicks" }), eventDispatch("clicks", clicks, { provider: "azure" }))
 */
export function eventHubs(options: EventOptions = {}): Codec<"events", EventWire, void> {
  const { attempts } = options;
  return {
    name: "event-hubs",
    kind: "events",
    claims: (native) => comesBy(native, "eventHubTrigger"),
    decode(wire, { id }) {
      const channel = channelOf(wire, options);
      const { partitionId } = (wire.metadata.partitionContext ?? {}) as Fields;
      // Events of a call are of one partition, also where nobody says of which.
      const lane = String(partitionId ?? "");
      const attempt = wire.retries + 1;
      const events = messages(wire).map(({ input, of }, index) => {
        const system = (of("systemProperties") ?? {}) as Fields;
        const properties = of("properties");
        const number = digits(of("sequenceNumber")) ?? digits(system.sequenceNumber ?? system["x-opt-sequence-number"]);
        return present({
          ...eventOfMessage({
            input,
            contentType: text(system["content-type"]) ?? text(system.contentType),
            properties,
            attributes: present({
              // Of an event without a number nothing is the same in the next attempt.
              id: number === undefined ? `${id}-${index}` : `${lane}-${number}`,
              source: `/azure/event-hubs/${channel}`,
              type: "dev.unmoor.stream",
              time: utc(of("enqueuedTimeUtc")) ?? utc(system.enqueuedTimeUtc),
              partitionkey: text(of("partitionKey")) ?? text(system.partitionKey),
              sequence: number,
            }),
          }),
          lane,
          channel,
          attempt,
          last: attempts ? attempt >= attempts : undefined,
        });
      });
      return { events };
    },
    encode: (settled) => settleWhole(settled, options),
  };
}
