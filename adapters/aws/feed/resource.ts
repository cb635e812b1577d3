import { error, type SourceFacts, type Unit } from "unmoor/adapter";
import type { Facts } from "../facts.ts";
import { arn, type Block, type Front, ref } from "../front/fragment.ts";

/** What a feed is made from. */
export interface Feeding {
  readonly unit: Unit;
  /** Logical id of its function. */
  readonly id: string;
  readonly facts: Facts;
  readonly source: SourceFacts;
  /** Seconds. */
  readonly timeout: number;
}

/** The logical id of what a source is, alike for all functions that listen to it. */
export const sourceId = ({ kind, name = "" }: SourceFacts): string =>
  pascal(name) + kind.replace(/^./, (first) => first.toUpperCase());

/** Words of a name in letters and digits. */
export const pascal = (name: string): string =>
  name.replace(/(?:^|[^a-z\d]+)([a-z\d]?)/gi, (_, first: string) => first.toUpperCase());

/** A source's own resource, or the parameter that names one that exists. */
export function resource(
  { source, facts: { existing } }: Feeding,
  type: string,
  properties: Block,
  what: string,
): Required<Pick<Front, "resources" | "parameters">> & { readonly id: string; readonly existing: boolean } {
  const id = sourceId(source);
  if (existing === undefined)
    return {
      id,
      existing: false,
      parameters: {},
      resources: { [id]: { Type: type, ...(Object.keys(properties).length && { Properties: properties }) } },
    };
  return {
    id,
    existing: true,
    parameters: {
      [id]: { Type: "String", Default: existing, Description: `${what} of the ${source.kind} "${source.name}"` },
    },
    resources: {},
  };
}

/** The ARN of such a resource: the parameter itself where it exists already. */
export const arnOf = ({ id, existing }: { readonly id: string; readonly existing: boolean }): Block =>
  existing ? ref(id) : arn(id);

/** The queue of what a function could not handle: two weeks is as long as SQS keeps anything. */
export const deadLetters = (id: string, fifo = false): Block => ({
  [`${id}DeadLetters`]: {
    Type: "AWS::SQS::Queue",
    Properties: { MessageRetentionPeriod: 1_209_600, ...(fifo && { FifoQueue: true }) },
  },
});

/** Lets a service of this account send to a queue. */
export const senders = (queue: string, service: string): Block => ({
  [`${queue}Policy`]: {
    Type: "AWS::SQS::QueuePolicy",
    Properties: {
      Queues: [ref(queue)],
      PolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: service },
            Action: "sqs:SendMessage",
            Resource: arn(queue),
            Condition: { StringEquals: { "aws:SourceAccount": ref("AWS::AccountId") } },
          },
        ],
      },
    },
  },
});

/** How Lambda retries what it invokes asynchronously, and where the exhausted goes (invocation-async-error-handling). */
export const asynchronous = (id: string, { attempts = 3 }: Facts): Block => ({
  EventInvokeConfig: {
    MaximumRetryAttempts: attempts - 1,
    MaximumEventAgeInSeconds: 21_600,
    DestinationConfig: { OnFailure: { Type: "SQS", Destination: arn(`${id}DeadLetters`) } },
  },
});

/** A batch within what Lambda takes; above ten it wants at least a second to collect one. */
export function batching({ fn }: Facts, usual: number, most: number): Block {
  const size = Math.min(fn.batch ?? usual, most);
  const seconds = Math.min(300, Math.ceil((fn.windowMs ?? 0) / 1000));
  const window = usual === 10 && size > 10 ? Math.max(1, seconds) : seconds;
  return { BatchSize: size, ...(window && { MaximumBatchingWindowInSeconds: window }) };
}

/** What the runtime reports counts only with this. */
export const reporting = ({ partial }: Facts): Block =>
  partial ? { FunctionResponseTypes: ["ReportBatchItemFailures"] } : {};

/** @throws `INVALID_TARGET_CONFIG` for what a shape cannot do with a source that exists */
export function created({ unit, source, facts: { existing } }: Feeding, instead: string): void {
  if (existing !== undefined)
    throw error(
      "INVALID_TARGET_CONFIG",
      `aws.resources.${source.name}: ${unit.shape} needs a ${source.kind} of the same template; ${instead}`,
    );
}
