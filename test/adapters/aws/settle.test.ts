import { describe, expect, test } from "vitest";
import { eventBridge } from "../../../adapters/aws/codec/event-bridge.ts";
import { kafka } from "../../../adapters/aws/codec/kafka.ts";
import { kinesis } from "../../../adapters/aws/codec/kinesis.ts";
import { s3 } from "../../../adapters/aws/codec/s3.ts";
import { s3EventBridge } from "../../../adapters/aws/codec/s3-event-bridge.ts";
import { s3Sqs } from "../../../adapters/aws/codec/s3-sqs.ts";
import { scheduleRule } from "../../../adapters/aws/codec/schedule-rule.ts";
import { scheduler } from "../../../adapters/aws/codec/scheduler.ts";
import { sns } from "../../../adapters/aws/codec/sns.ts";
import { snsSqs } from "../../../adapters/aws/codec/sns-sqs.ts";
import { sqs } from "../../../adapters/aws/codec/sqs.ts";
import { kafkaInverse } from "../../../adapters/aws/inverse/kafka.ts";
import { kinesisInverse } from "../../../adapters/aws/inverse/kinesis.ts";
import { sqsInverse } from "../../../adapters/aws/inverse/sqs.ts";
import { done, kafkaEvent, kafkaRecord, kinesisRecord, message, records, reject, retry } from "./event-samples.ts";

const never = undefined as never;

describe.each([
  ["sqs", sqs],
  ["sns-sqs", snsSqs],
  ["s3-sqs", s3Sqs],
])("%s", (_, codec) => {
  test("what failed is reported by message id, the rest is done", () => {
    expect(codec({ partial: true }).encode([done("a"), retry("b"), done("c"), retry("d")], never)).toEqual({
      batchItemFailures: [{ itemIdentifier: "b" }, { itemIdentifier: "d" }],
    });
    expect(codec({ partial: true }).encode([done("a")], never)).toEqual({ batchItemFailures: [] });
  });
  test("without ReportBatchItemFailures nothing is reported: a failure fails the batch", () => {
    expect(codec().encode([done("a"), done("b")], never)).toBeUndefined();
    expect(() => codec().encode([done("a"), retry("b")], never)).toThrow(
      expect.objectContaining({
        name: "AggregateError",
        message: "1 of 2 events failed: broken",
        errors: [expect.any(Error)],
      }),
    );
  });
  test("a reject is acknowledged only where a handler has kept it", () => {
    expect(codec({ partial: true, deadLetter: true }).encode([reject("a"), done("b")], never)).toEqual({
      batchItemFailures: [],
    });
    expect(codec({ partial: true, deadLetter: false }).encode([reject("a"), done("b")], never)).toEqual({
      batchItemFailures: [{ itemIdentifier: "a" }],
    });
    expect(() => codec({ deadLetter: false }).encode([reject("a")], never)).toThrow(AggregateError);
  });
  test("events that share a receipt settle as one, the worst wins", () => {
    expect(codec({ partial: true }).encode([done("a"), retry("a"), done("a"), done("b")], never)).toEqual({
      batchItemFailures: [{ itemIdentifier: "a" }],
    });
  });
});

test("SQS FIFO: failed and unprocessed of a group are reported, other groups are done", () => {
  const settled = [done("1", "a"), retry("2", "a"), done("3", "b"), retry("4", "a")];
  expect(sqs({ partial: true }).encode(settled, never)).toEqual({
    batchItemFailures: [{ itemIdentifier: "2" }, { itemIdentifier: "4" }],
  });
});

test("Kinesis: the first failure of a shard is reported, and only that one", () => {
  const settled = [done("1", "s"), retry("2", "s"), retry("3", "s"), done("7", "t")];
  expect(kinesis({ partial: true }).encode(settled, never)).toEqual({ batchItemFailures: [{ itemIdentifier: "2" }] });
  // Strings of 56 digits are compared by position, never as numbers.
  const long = (digit: number) => `4959033827149025660855969253836157109592157598913658880${digit}`;
  expect(kinesis({ partial: true }).encode([retry(long(1), "s"), retry(long(2), "s")], never)).toEqual({
    batchItemFailures: [{ itemIdentifier: long(1) }],
  });
  expect(() => kinesis().encode(settled, never)).toThrow(AggregateError);
});

test("Kafka: the first failure of each partition is reported as an object", () => {
  const settled = [
    done("orders-0@1", "orders-0"),
    retry("orders-0@2", "orders-0"),
    retry("orders-0@3", "orders-0"),
    retry("a@b-1@9", "a@b-1"),
  ];
  expect(kafka({ partial: true }).encode(settled, never)).toEqual({
    batchItemFailures: [
      { itemIdentifier: { partition: "orders-0", offset: 2 } },
      { itemIdentifier: { partition: "a@b-1", offset: 9 } },
    ],
  });
  expect(() => kafka().encode(settled, never)).toThrow(AggregateError);
});

describe.each([
  ["sns", sns],
  ["eventbridge", eventBridge],
  ["scheduler", scheduler],
  ["schedule-rule", scheduleRule],
  ["s3-eventbridge", s3EventBridge],
  ["s3", s3],
])("%s", (_, codec) => {
  test("a failure is a throw: Lambda retries by its asynchronous policy", () => {
    expect(() => codec().encode([retry()], never)).toThrow(AggregateError);
    expect(codec().encode([done()], never)).toBeUndefined();
  });
  test("a reject that no handler has kept fails, until OnFailure keeps it", () => {
    expect(() => codec().encode([reject()], never)).toThrow(AggregateError);
    expect(codec({ deadLetter: true }).encode([reject()], never)).toBeUndefined();
  });
});

describe("what Lambda makes of a reply", () => {
  const two = records(message(), message({ messageId: "m-2" })) as never;
  const kept = (reply: unknown) => sqsInverse.outcome(reply as never, two, []) as readonly { is: string }[];
  const is = (reply: unknown) => kept(reply).map((one) => one.is);

  test.each([[null], [undefined], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }]])(
    "%o: all is done",
    (reply) => {
      expect(is(reply)).toEqual(["done", "done"]);
    },
  );
  test.each([
    [{ batchItemFailures: [{ itemIdentifier: "" }] }],
    [{ batchItemFailures: [{ itemIdentifier: null }] }],
    [{ batchItemFailures: [{ id: "m-1" }] }],
    [{ batchItemFailures: [{ itemIdentifier: "m-9" }] }],
    [{ batchItemFailures: "m-1" }],
    [new Error("thrown")],
  ])("%o: the whole batch comes again", (reply) => {
    expect(is(reply)).toEqual(["retry", "retry"]);
  });
  test("Kinesis goes on from the lowest number, Kafka from the offset of each partition", () => {
    const shard = records(kinesisRecord("1"), kinesisRecord("2"), kinesisRecord("3")) as never;
    const reply = { batchItemFailures: [{ itemIdentifier: "2" }] };
    expect((kinesisInverse.outcome(reply, shard, []) as readonly { is: string }[]).map((one) => one.is)).toEqual([
      "done",
      "retry",
      "retry",
    ]);
    const lanes = kafkaEvent({ "orders-0": [kafkaRecord(1), kafkaRecord(2)], "orders-1": [kafkaRecord(1)] }) as never;
    const position = { batchItemFailures: [{ itemIdentifier: { partition: "orders-0", offset: 2 } }] };
    expect((kafkaInverse.outcome(position, lanes, []) as readonly { is: string }[]).map((one) => one.is)).toEqual([
      "done",
      "retry",
      "done",
    ]);
  });
});
