import { type Codec, fromBase64 } from "unmoor/adapter";
import { type Attributes, incoming, type Properties, timeOf } from "./message.ts";
import { reader } from "./records.ts";
import { type BatchOptions, type BatchReply, settle } from "./settle.ts";

/** One record of a topic. */
export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since the epoch. */
  readonly timestamp?: number;
  /** Base64. */
  readonly key?: string | null;
  /** Base64; absent where the key was deleted. */
  readonly value?: string | null;
  /** Of signed bytes. */
  readonly headers?: readonly Readonly<Record<string, readonly number[]>>[] | null;
}

/** Records by partition, `orders-0`. */
export interface KafkaEvent {
  readonly eventSource: string;
  readonly eventSourceArn?: string;
  readonly bootstrapServers?: string;
  readonly records: Readonly<Record<string, readonly KafkaRecord[]>>;
}

/** Where Lambda goes on: an object, which no published type knows. */
export interface KafkaPosition {
  readonly partition: string;
  readonly offset: number;
}

const textOf = (bytes: ArrayLike<number>, options?: TextDecoderOptions): string =>
  new TextDecoder("utf-8", options).decode(Uint8Array.from(bytes));

/** A key as text; one of bytes stays base64, so that no two become the same. */
function keyOf(key: string): string {
  try {
    return textOf(fromBase64(key), { fatal: true });
  } catch {
    return key;
  }
}

const headersOf = (headers: KafkaRecord["headers"]): Properties =>
  Object.fromEntries(
    (headers ?? []).flatMap((header) =>
      Object.entries(header).map(([name, bytes]) => [name.toLowerCase(), textOf(bytes)]),
    ),
  );

/**
 * Attributes of a CloudEvent in headers.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md
 */
function attributesOf(said: Properties): Attributes | undefined {
  const { id, source, type, ...others } = Object.fromEntries(
    Object.entries(said).flatMap(([name, value]) => (name.startsWith("ce_") ? [[name.slice(3), value]] : [])),
  ) as Record<string, string | undefined>;
  return id && source && type ? { ...others, id, source, type } : undefined;
}

/**
 * Kafka, of MSK or self-managed. A partition is a lane, and what is reported is where it stopped.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kafka-retry-configurations.html
 */
export function kafka(options: BatchOptions = {}): Codec<"events", KafkaEvent, BatchReply<KafkaPosition> | undefined> {
  return {
    name: "kafka",
    kind: "events",
    claims(native): native is KafkaEvent {
      const { eventSource, records } = (native ?? {}) as Partial<KafkaEvent>;
      return (
        // Self-managed ones come under two names.
        /^(aws:kafka|(aws:)?SelfManagedKafka)$/.test(`${eventSource}`) &&
        !!records &&
        Object.values(records)
          .flat()
          .every((record) => Number.isInteger(record?.offset))
      );
    },
    decode: reader(({ eventSourceArn, bootstrapServers = "kafka", records }) =>
      Object.entries(records).flatMap(([lane, list]) =>
        list.map(({ topic, offset, timestamp, key, value, headers }) => {
          const receipt = `${lane}@${offset}`;
          const said = headersOf(headers);
          return incoming(
            attributesOf(said) ?? {
              id: receipt,
              source: eventSourceArn ?? bootstrapServers,
              type: "dev.unmoor.stream",
              subject: key && keyOf(key),
              time: timeOf(timestamp),
              sequence: `${offset}`,
            },
            value ?? undefined,
            said,
            { receipt, lane, channel: topic },
            true,
          );
        }),
      ),
    ),
    encode: (settled) =>
      settle(settled, options, "lane", (receipt) => {
        const at = receipt.lastIndexOf("@");
        return { partition: receipt.slice(0, at), offset: Number(receipt.slice(at + 1)) };
      }),
  };
}
