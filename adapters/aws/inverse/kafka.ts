import type { Incoming, Inverse } from "unmoor/adapter";
import { type KafkaEvent, type KafkaPosition, type KafkaRecord, kafka } from "../codec/kafka.ts";
import type { BatchReply } from "../codec/settle.ts";
import { base64 } from "./kinesis.ts";
import { arnOf, bodyOf, NOW, reported } from "./message.ts";

const signed = (text: string): number[] => [...new Int8Array(new TextEncoder().encode(text))];

function record(incoming: Incoming, lane: string, source: string, at: number): KafkaRecord {
  const { event, trace, channel } = incoming;
  const offset = Number(/@(\d+)$/.exec(incoming.receipt ?? event.id)?.[1] ?? at);
  const timestamp = Date.parse(event.time ?? NOW) || 0;
  const own = {
    id: `${lane}@${offset}`,
    source,
    type: "dev.unmoor.stream",
    subject: event.subject,
    time: new Date(timestamp).toISOString(),
    sequence: String(offset),
  };
  // Nothing but a deleted key has no value.
  const body = event.data === undefined && event.type === own.type ? undefined : bodyOf(incoming, own, true);
  return {
    topic: channel ?? lane.replace(/-\d+$/, ""),
    partition: Number(/-(\d+)$/.exec(lane)?.[1] ?? 0),
    offset,
    timestamp,
    timestampType: "CREATE_TIME",
    ...(event.subject !== undefined && { key: base64(event.subject) }),
    ...(body !== undefined && { value: base64(body) }),
    headers: trace ? [{ traceparent: signed(trace) }] : [],
  } as KafkaRecord;
}

/** Kafka of MSK, provisioned mode, behind a mapping with `ReportBatchItemFailures`. */
export const kafkaInverse: Inverse<"events", KafkaEvent, BatchReply<KafkaPosition> | undefined> = {
  wire({ events }) {
    const eventSourceArn = events[0] ? arnOf({ ...events[0], channel: "unmoor" }, "kafka", "cluster/") : "";
    const lanes = Map.groupBy(events, ({ lane, channel = "unmoor" }) => lane ?? `${channel}-0`);
    return {
      eventSource: "aws:kafka",
      eventSourceArn,
      bootstrapServers: "b-1.unmoor.kafka.eu-central-1.amazonaws.com:9094",
      records: Object.fromEntries(
        [...lanes].map(([lane, group]) => [lane, group.map((one, at) => record(one, lane, eventSourceArn, at))]),
      ),
    };
  },
  outcome: (reply, wire) =>
    reported(
      kafka().decode(wire, undefined as never).events,
      reply,
      (id) => {
        const { partition, offset } = (id ?? {}) as Partial<KafkaPosition>;
        return typeof partition === "string" && Number.isInteger(offset) ? `${partition}@${offset}` : undefined;
      },
      true,
    ),
};
