import { type CloudEvent, decodeData, fromBase64, type Incoming } from "unmoor/adapter";

/**
 * The event of a message: its data by its content type; without one JSON where it parses, else text, else bytes. A
 * message that is itself a CloudEvent is unwrapped, since its sender knows better than the carrier.
 *
 * @param attributes what the carrier says of it
 */
export function message(
  bytes: Uint8Array,
  contentType: string | undefined,
  attributes: Omit<CloudEvent, "specversion" | "data">,
): Pick<Incoming, "event" | "fault"> {
  const event = (data: unknown, datacontenttype: string | undefined): CloudEvent =>
    ({ specversion: "1.0", ...attributes, ...(datacontenttype && { datacontenttype }), data }) as CloudEvent;
  let fault: unknown;
  for (const type of contentType ? [contentType] : ["application/json", "text/plain"])
    try {
      const data = decodeData(bytes, type);
      const { specversion, id, source, type: own } = (data ?? {}) as Partial<CloudEvent>;
      if (specversion === "1.0" && id && source && own) return { event: unwrapped(data as CloudEvent) };
      if (/^application\/cloudevents/i.test(type)) throw new TypeError("not a CloudEvent 1.0");
      return { event: event(data, data === undefined ? contentType : type) };
    } catch (thrown) {
      fault = thrown;
    }
  // Only what was said to be something else is at fault.
  return { event: event(bytes, contentType), ...(contentType && { fault: fault as Error }) };
}

const unwrapped = ({ data_base64: base64, ...event }: CloudEvent): CloudEvent =>
  base64 === undefined ? event : { ...event, data: decodeData(fromBase64(`${base64}`), event.datacontenttype) };
