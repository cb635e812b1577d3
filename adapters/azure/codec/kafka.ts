import { type Codec, encodeData } from "unmoor/adapter";
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

/** What the extension wraps a record in, unless the binding asks for its bytes alone. */
interface Envelope {
  readonly Offset?: unknown;
  readonly Partition?: unknown;
  readonly Topic?: unknown;
  readonly Timestamp?: unknown;
  readonly Value?: unknown;
  readonly Key?: unknown;
  readonly Headers?: unknown;
}

/**
 * Kafka: records of some partitions a call. As with Event Hubs, only the function's own retry policy brings a failure
 * back.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-bindings-kafka-trigger
 * @example delivered(kafka({ channel: "clicks" }), eventDispatch("clicks", clicks, { provider: "azure" }))
 */
export function kafka(options: EventOptions = {}): Codec<"events", EventWire, void> {
  const { attempts } = options;
  return {
    name: "kafka",
    kind: "events",
    claims: (native) => comesBy(native, "kafkaTrigger"),
    decode(wire, { id }) {
      const channel = channelOf(wire, options);
      const attempt = wire.retries + 1;
      const events = messages(wire).map(({ input, of }, index) => {
        const known = { Offset: of("offset"), Partition: of("partition"), Topic: of("topic") };
        const envelope = envelopeOf(input, known);
        const record: Envelope = envelope ?? {
          ...known,
          Timestamp: of("timestamp"),
          Key: of("key"),
          Headers: of("headers"),
        };
        const partition = digits(record.Partition);
        const offset = digits(record.Offset);
        const properties = propertiesOf(record.Headers);
        const key = record.Key;
        return present({
          ...eventOfMessage({
            input: envelope ? contentOf(envelope.Value) : input,
            contentType: text(properties["content-type"]),
            properties,
            attributes: present({
              id: offset === undefined ? `${id}-${index}` : `${partition ?? ""}-${offset}`,
              source: `/azure/kafka/${channel}`,
              type: "dev.unmoor.stream",
              time: utc(record.Timestamp),
              partitionkey: key === undefined || key === null || key === "" ? undefined : String(key),
              sequence: offset,
            }),
          }),
          lane: partition ?? "",
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

/** The envelope of a record. A record that merely looks like one is not that of its metadata. */
function envelopeOf(input: unknown, known: Envelope): Envelope | undefined {
  try {
    const value = (
      input instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(input)) : input
    ) as Envelope | null;
    if (typeof value !== "object" || !value || !("Offset" in value && "Partition" in value && "Topic" in value)) return;
    const same = (name: "Offset" | "Topic"): boolean =>
      known[name] === undefined || String(digits(known[name]) ?? known[name]) === String(value[name]);
    return same("Offset") && same("Topic") ? value : undefined;
  } catch {
    return;
  }
}

/** A tombstone has no value; text is not JSON once more. */
const contentOf = (value: unknown): Uint8Array =>
  value === null ? new Uint8Array() : encodeData(value, typeof value === "string" ? "text/plain" : undefined);

/** Headers are pairs, or with raw values the JSON of pairs. */
function propertiesOf(headers: unknown): Readonly<Record<string, unknown>> {
  const pairs: [string, unknown][] = [];
  for (const header of Array.isArray(headers) ? headers : [])
    try {
      const { Key, Value } = (typeof header === "string" ? JSON.parse(header) : header) as Envelope;
      pairs.push([String(Key).toLowerCase(), Value]);
    } catch {
      // No header of ours.
    }
  return Object.fromEntries(pairs);
}
