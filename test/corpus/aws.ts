import { base64, jsonOf, type Payload, portable, recorded } from "./payload.ts";

/** Which shapes claim a kind of INDEX.json; a streaming sibling takes what its buffered one does. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  "http-api-v2": ["http-api"],
  "function-url": ["function-url", "function-url-stream"],
  "rest-v1": ["rest", "rest-stream"],
  "alb-multi": ["alb"],
  "alb-single": ["alb-single"],
  sqs: ["sqs"],
  "sqs-fifo": ["sqs"],
  sns: ["sns"],
  "sns-over-sqs": ["sns-sqs"],
  "sns-over-sqs-fifo": ["sns-sqs"],
  eventbridge: ["eventbridge"],
  scheduler: ["scheduler"],
  "s3-notification": ["s3"],
  "s3-eventbridge": ["s3-eventbridge"],
  "s3-over-sqs": ["s3-sqs"],
  kinesis: ["kinesis"],
  "kinesis-window": ["kinesis"],
  "kafka-msk": ["kafka"],
  "kafka-self": ["kafka"],
  // What functions return, and nobody sends: JSON like any other, which a task may have for input.
  response: ["invoke"],
  "authorizer-response": ["invoke"],
};

/** Kinds that start no function of ours. */
export const FOREIGN: readonly string[] = [
  "authorizer-v1-request",
  "authorizer-v1-token",
  "authorizer-v2",
  "cloudwatch-alarm",
  "cloudwatch-logs",
  "dynamodb",
  "dynamodb-window",
  "ses",
  "websocket",
];

interface Native {
  readonly Records?: readonly Row[];
  readonly records?: Readonly<Record<string, readonly { readonly value?: string | null }[]>>;
  readonly detail?: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
  readonly id?: string;
  readonly data?: unknown;
}
interface Row {
  readonly messageId: string;
  readonly body: string;
  readonly eventID: string;
  readonly kinesis: { readonly data: string };
  readonly Sns: { readonly MessageId: string; readonly Message: string };
  readonly s3: { readonly bucket: { readonly name: string }; readonly object: { readonly key: string } };
}

const objectOf = ({ s3 }: Row): { data: unknown } => ({
  data: { bucket: s3.bucket.name, key: decodeURIComponent(s3.object.key.replaceAll("+", " ")) },
});

/** What the events of a payload are, read by hand. */
function eventsOf(shape: string | undefined, { Records = [], records = {}, ...native }: Native): Payload["events"] {
  switch (shape) {
    case "sqs":
      return Records.map(({ messageId, body }) => ({ id: messageId, data: portable(body) }));
    case "sns":
      return Records.map(({ Sns }) => ({ id: Sns.MessageId, data: portable(Sns.Message) }));
    case "sns-sqs":
      return Records.map(({ body }) => {
        const { MessageId, Message } = JSON.parse(body) as Row["Sns"];
        return { id: MessageId, data: portable(Message) };
      });
    case "kinesis":
      return Records.map(({ eventID, kinesis }) => ({ id: eventID, data: portable(base64(kinesis.data)) }));
    case "kafka":
      return Object.values(records)
        .flat()
        .map(({ value }) => ({ data: portable(value ? base64(value) : undefined) }));
    case "eventbridge":
      return [{ id: `${native.id}`, data: native.detail }];
    case "s3-eventbridge": {
      const { bucket, object } = native.detail as NonNullable<Native["detail"]>;
      return [{ id: `${native.id}`, data: { bucket: bucket.name, key: object.key } }];
    }
    case "s3":
      return Records.map(objectOf);
    case "s3-sqs":
      return Records.flatMap(({ body }) => (JSON.parse(body) as Required<Native>).Records.map(objectOf));
    case "scheduler":
      return [{ data: native.data }];
  }
  return undefined;
}

export function aws(): Payload[] {
  if (!recorded) return [];
  return Object.entries(jsonOf<Record<string, string[]>>("aws/INDEX.json")).flatMap(([kind, files]) =>
    files.map((file) => {
      const native = jsonOf<Native>(`aws/${file}`);
      // Without our input a schedule sends what its owner wrote: JSON like any other.
      const claimed = file.endsWith("scheduler-custom-input.json") ? ["invoke"] : SHAPES[kind];
      if (!claimed && !FOREIGN.includes(kind)) throw new Error(`nobody has said what the kind "${kind}" is`);
      const events = eventsOf(claimed?.[0], native);
      return { name: `${kind} ${file}`, native, claimed: claimed ?? [], ...(events && { events }) };
    }),
  );
}
