import { arn, type Block, type Front, output, ref } from "../front/fragment.ts";
import { arnOf, batching, created, deadLetters, type Feeding, reporting, resource, senders } from "./resource.ts";

/** Longest visibility timeout of SQS, in seconds. */
const VISIBILITY = 43_200;

/** A queue that redelivers, gives up and keeps what it gave up. */
function queue({ id, facts, timeout }: Feeding, fifo: boolean): Block {
  const { MaximumBatchingWindowInSeconds: window = 0 } = batching(facts, 10, 10_000);
  return {
    // Six times the function's timeout, and the window: or a message comes again while it is still handled (with-sqs).
    VisibilityTimeout: Math.min(VISIBILITY, 6 * timeout + Number(window)),
    ...(fifo && { FifoQueue: true, ContentBasedDeduplication: true }),
    RedrivePolicy: { deadLetterTargetArn: arn(`${id}DeadLetters`), maxReceiveCount: facts.attempts ?? 5 },
  };
}

const mapping = (facts: Feeding["facts"], queueArn: Block, fifo: boolean): Block => ({
  Events: {
    Queue: {
      Type: "SQS",
      Properties: {
        Queue: queueArn,
        // A FIFO queue gives at most ten, and does not wait for more.
        ...(fifo ? { BatchSize: Math.min(facts.fn.batch ?? 10, 10) } : batching(facts, 10, 10_000)),
        ...reporting(facts),
      },
    },
  },
});

/** SQS, standard or FIFO. */
export function sqs(feeding: Feeding): Front {
  const { id, facts, source } = feeding;
  const fifo = source.fifo ?? false;
  const own = resource(feeding, "AWS::SQS::Queue", {}, "ARN");
  return {
    parameters: own.parameters,
    properties: mapping(facts, arnOf(own), fifo),
    ...(!own.existing && {
      resources: {
        [own.id]: { Type: "AWS::SQS::Queue", Properties: queue(feeding, fifo) },
        ...deadLetters(id, fifo),
      },
      outputs: { [`${own.id}Url`]: output(ref(own.id)) },
    }),
  };
}

/** A topic through a queue of the function's own. */
export function snsSqs(feeding: Feeding): Front {
  const { facts, source } = feeding;
  const fifo = source.fifo ?? false;
  const id = `${feeding.id}Queue`;
  const topic = resource(
    feeding,
    "AWS::SNS::Topic",
    fifo ? { FifoTopic: true, ContentBasedDeduplication: true } : {},
    "ARN",
  );
  return {
    parameters: topic.parameters,
    properties: mapping(facts, arn(id), fifo),
    resources: {
      ...topic.resources,
      [id]: { Type: "AWS::SQS::Queue", Properties: queue(feeding, fifo) },
      ...deadLetters(feeding.id, fifo),
      ...senders(id, "sns.amazonaws.com"),
      [`${id}Subscription`]: {
        Type: "AWS::SNS::Subscription",
        Properties: { TopicArn: ref(topic.id), Protocol: "sqs", Endpoint: arn(id) },
      },
    },
    ...(!topic.existing && { outputs: { [`${topic.id}Arn`]: output(ref(topic.id)) } }),
  };
}

/** Notifications of a bucket through a queue of the function's own. */
export function s3Sqs(feeding: Feeding): Front {
  created(feeding, "use s3-eventbridge");
  const { facts, source } = feeding;
  const id = `${feeding.id}Queue`;
  const bucket = resource(
    feeding,
    "AWS::S3::Bucket",
    {
      NotificationConfiguration: {
        QueueConfigurations: [
          { Event: source.when === "deleted" ? "s3:ObjectRemoved:*" : "s3:ObjectCreated:*", Queue: arn(id) },
        ],
      },
    },
    "name",
  );
  return {
    properties: mapping(facts, arn(id), false),
    resources: {
      // S3 tries the queue when the notification is set.
      [bucket.id]: { ...(bucket.resources[bucket.id] as Block), DependsOn: `${id}Policy` },
      [id]: { Type: "AWS::SQS::Queue", Properties: queue(feeding, false) },
      ...deadLetters(feeding.id),
      ...senders(id, "s3.amazonaws.com"),
    },
    outputs: { [`${bucket.id}Name`]: output(ref(bucket.id)) },
  };
}
