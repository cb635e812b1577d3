import type { Inverse } from "unmoor/adapter";
import type { EventWire } from "../codec/event.ts";
import { kafka } from "../codec/kafka.ts";
import { wholeInverse } from "./event.ts";
import { messageOf } from "./message.ts";

/** Kafka: a call has records of some partitions. */
export const kafkaInverse: Inverse<"events", EventWire, void> = wholeInverse(kafka, (events) => {
  const topic = events[0]?.channel ?? "";
  const records = events.map(({ event, lane, trace }, index) => {
    const { input, contentType } = messageOf(event, "dev.unmoor.stream");
    const headers = [
      ...(contentType ? [{ Key: "content-type", Value: contentType }] : []),
      ...(trace ? [{ Key: "traceparent", Value: trace }] : []),
    ];
    return {
      Offset: Number(/-(\d+)$/.exec(event.id)?.[1] ?? event.sequence ?? index),
      Partition: Number(lane ?? 0),
      Topic: topic,
      Timestamp: event.time ?? null,
      Key: event.partitionkey ?? null,
      Headers: headers,
      Value: input,
    };
  });
  const list = (name: keyof (typeof records)[number]): unknown[] => records.map((record) => record[name]);
  return {
    input: records.map(({ Value }) => Value),
    trigger: { type: "kafkaTrigger", topic, cardinality: "MANY" },
    metadata: {
      offsetArray: list("Offset"),
      partitionArray: list("Partition"),
      topicArray: list("Topic"),
      timestampArray: list("Timestamp"),
      keyArray: list("Key"),
      headersArray: records.map(({ Headers }) => Headers.map((header) => JSON.stringify(header))),
    },
    retries: (events[0]?.attempt ?? 1) - 1,
  };
});
