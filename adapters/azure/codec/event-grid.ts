import { type Codec, decodeData, error, eventOfJson, fromBase64, type Incoming } from "unmoor/adapter";
import { comesBy, type EventOptions, type EventWire, present, settleWhole, text } from "./event.ts";

/** Build-time facts of a unit for events of Event Grid. */
export interface EventGridOptions extends EventOptions {
  /** What the event's attributes must be: what its subscription filters by. */
  readonly match?: Readonly<Record<string, string>>;
}

/** Events of Storage: they are the bucket's, unless a function asks for them by their type. */
export const BLOB: RegExp = /^Microsoft\.Storage\.Blob(Created|Deleted)$/;

/**
 * The CloudEvent of an Event Grid event, in whichever schema the subscription delivers; its data is at fault where they
 * are bytes, and not what their content type says.
 *
 * @throws `INVALID_EVENT` (400) for what is neither
 * @see https://learn.microsoft.com/azure/event-grid/cloud-event-schema
 */
export function eventOfGrid(input: unknown): Pick<Incoming, "event" | "fault"> {
  const grid = (input ?? {}) as Readonly<Record<string, unknown>>;
  if (grid.specversion) {
    const { data_base64: base64, ...attributes } = grid;
    const event = eventOfJson(attributes);
    if (!text(base64)) return { event };
    let data: Uint8Array;
    try {
      data = fromBase64(String(base64));
    } catch {
      throw error("INVALID_EVENT", "data_base64 is no base64", 400);
    }
    try {
      return { event: { ...event, data: decodeData(data, event.datacontenttype) } };
    } catch (fault) {
      return { event: { ...event, data }, fault: fault as Error };
    }
  }
  const { id, topic, subject, eventType, eventTime, data, dataVersion } = grid;
  if (typeof id !== "string" || typeof eventType !== "string" || !id || !eventType)
    throw error("INVALID_EVENT", "no event of Event Grid: no id or eventType", 400);
  const event = present({
    specversion: "1.0" as const,
    id,
    source: text(topic) ?? "/azure/event-grid",
    type: eventType,
    subject: text(subject),
    time: text(eventTime),
    datacontenttype: data === undefined ? undefined : "application/json",
    dataversion: text(dataVersion),
    data,
  });
  return { event };
}

/** The type of an event in either schema. */
export const typeOf = (native: EventWire): string => {
  const { specversion, type, eventType } = (native.input ?? {}) as Readonly<Record<string, unknown>>;
  return String((specversion ? type : eventType) ?? "");
};

/**
 * Event Grid: one event a call. The extension answers the validation handshake itself, before any function. What fails
 * comes again for a day, then goes to the subscription's dead-letter container.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-event-grid-trigger
 * @example delivered(eventGrid({ match: { type: "com.stripe.payment.succeeded" } }), eventDispatch("paid", paid, { provider: "azure" }))
 */
export function eventGrid(options: EventGridOptions = {}): Codec<"events", EventWire, void> {
  const { channel, match = {} } = options;
  return {
    name: "event-grid",
    kind: "events",
    claims: (native): native is EventWire =>
      comesBy(native, "eventGridTrigger") &&
      (match.type ? typeOf(native) === match.type : !!typeOf(native) && !BLOB.test(typeOf(native))),
    decode({ input }) {
      const { event, fault } = eventOfGrid(input);
      for (const [name, value] of Object.entries(match))
        if (event[name] !== value)
          throw error("UNCLAIMED", `the subscription delivers ${name} "${String(event[name])}", not "${value}"`, 400);
      return { events: [present({ event, fault, channel, trace: text(event.traceparent) })] };
    },
    encode: (settled) => settleWhole(settled, options),
  };
}
