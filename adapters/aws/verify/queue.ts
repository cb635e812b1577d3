import type { Facts, Found } from "unmoor/adapter";
import { block, known, list, type Members, members, mentions, number, type Resource, target } from "./resource.ts";

const found = (value: unknown, at: string): Found => ({ value, at });

/** What a queue of the file says; nothing of one that exists elsewhere. */
export function queueFacts(queue: Resource | undefined, resources: readonly Resource[]): Facts {
  if (queue?.type !== "AWS::SQS::Queue") return {};
  const { properties } = queue;
  const apart = resources.find(
    ({ type, properties: { QueueUrl } }) => type === "unmoor:Redrive" && mentions(QueueUrl, queue),
  );
  const owner = apart ?? queue;
  const policy = redrive(owner.properties.RedrivePolicy);
  const at = owner.where("RedrivePolicy");
  return {
    // 30 s where nothing is said.
    visibility: found(number(properties.VisibilityTimeout ?? 30), queue.where("VisibilityTimeout")),
    deadLetter: found(policy !== undefined, at),
    ...(policy && { attempts: found(policy.attempts, at) }),
    order: found(known(properties.FifoQueue ?? false) === true, queue.where("FifoQueue")),
  };
}

/** A redrive policy, which Terraform has as text: JSON, or an expression that makes some. */
function redrive(policy: unknown): { readonly attempts: number | undefined } | undefined {
  if (policy === undefined || policy === null || policy === "") return undefined;
  if (typeof policy !== "string") {
    const { deadLetterTargetArn, maxReceiveCount } = members(policy);
    return deadLetterTargetArn === undefined ? undefined : { attempts: number(maxReceiveCount) };
  }
  const [, count] = /maxReceiveCount\W+(\d+)/.exec(policy) ?? [];
  return { attempts: count === undefined ? undefined : Number(count) };
}

/** Which shapes a queue's messages may have: SNS or S3 may be in front of it. */
export function queueShapes(queue: Resource | undefined, resources: readonly Resource[]): readonly string[] {
  if (!queue) return ["sqs", "sns-sqs", "s3-sqs"];
  const behind = (test: (resource: Resource) => boolean): boolean => resources.some(test);
  if (behind(({ type, properties }) => type === "AWS::SNS::Subscription" && mentions(properties.Endpoint, queue)))
    return ["sns-sqs"];
  const notifies = ({ type, properties }: Resource): boolean =>
    (type === "AWS::S3::Bucket" &&
      mentions(members(properties.NotificationConfiguration).QueueConfigurations, queue)) ||
    (type === "unmoor:Notification" && mentions(properties.Queue, queue));
  return behind(notifies) ? ["s3-sqs"] : ["sqs"];
}

/** How the function is invoked asynchronously, and what becomes of what it fails. */
export function asynchronousFacts(fn: Resource, resources: readonly Resource[]): Facts {
  const config = resources.find(
    ({ type, properties }) =>
      type === "AWS::Lambda::EventInvokeConfig" && target(properties.FunctionName, resources) === fn,
  );
  const { MaximumRetryAttempts, DestinationConfig }: Members = config?.properties ?? {};
  const retries = number(MaximumRetryAttempts ?? 2);
  const failure =
    block(block(DestinationConfig).OnFailure).Destination ?? block(fn.properties.DeadLetterConfig).TargetArn;
  const at = (config ?? fn).where;
  return {
    attempts: found(retries === undefined ? undefined : retries + 1, at("MaximumRetryAttempts")),
    deadLetter: found(failure !== undefined, at("DestinationConfig")),
  };
}

/** What an event source mapping says. */
export function mappingFacts({ properties, where }: Resource, usual: number): Facts {
  const { FunctionResponseTypes, BatchSize, Enabled } = properties;
  return {
    partial: found(list(FunctionResponseTypes).includes("ReportBatchItemFailures"), where("FunctionResponseTypes")),
    batch: found(number(BatchSize ?? usual), where("BatchSize")),
    enabled: found(known(Enabled ?? true) !== false, where("Enabled")),
  };
}
