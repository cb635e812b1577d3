import type { DeployedTrigger } from "unmoor/adapter";
import { timesOf, zone } from "./cron.ts";
import { asynchronousFacts, mappingFacts, queueFacts, queueShapes } from "./queue.ts";
import { block, known, list, members, mentions, number, type Resource, sourcesOf, target } from "./resource.ts";
import { rule } from "./rule.ts";

type Read = (resource: Resource, fn: Resource, all: readonly Resource[]) => DeployedTrigger | undefined;

/** What of a file's resources starts a function, by their type. */
const READERS: Readonly<Record<string, Read>> = {
  "AWS::Lambda::EventSourceMapping": mapping,
  "AWS::SNS::Subscription": ({ properties: { Protocol, Endpoint, TopicArn }, where }, fn, all) =>
    Protocol === "lambda" && mentions(Endpoint, fn)
      ? { shapes: ["sns"], sources: sourcesOf(TopicArn, all), at: where(), facts: asynchronousFacts(fn, all) }
      : undefined,
  "AWS::Events::Rule": rule,
  "AWS::Scheduler::Schedule": schedule,
  "unmoor:S3": ({ properties: { Bucket, Events, Function: called }, where }, fn, all) =>
    mentions(called, fn)
      ? {
          shapes: ["s3"],
          sources: sourcesOf(Bucket, all),
          at: where(),
          facts: {
            ...asynchronousFacts(fn, all),
            filter: { value: { events: list(Events).map(kindOf) }, at: where("Events") },
          },
        }
      : undefined,
  "AWS::S3::Bucket": notified,
  "unmoor:Notification": notified,
};

/** All that starts a function and is no request. */
export function eventTriggers(fn: Resource, all: readonly Resource[]): DeployedTrigger[] {
  return [
    ...all.flatMap((resource) => READERS[resource.type]?.(resource, fn, all) ?? []),
    // Anybody who may can invoke it.
    { shapes: ["invoke"], at: fn.where(), facts: asynchronousFacts(fn, all), always: true },
  ];
}

function mapping(resource: Resource, fn: Resource, all: readonly Resource[]): DeployedTrigger | undefined {
  const { properties, where } = resource;
  if (target(properties.FunctionName, all)?.id !== fn.id) return undefined;
  const { EventSourceArn, SelfManagedEventSource, Topics, Topic, StartingPosition } = properties;
  const source = target(EventSourceArn, all);
  const sources = [...sourcesOf(EventSourceArn, all), ...sourcesOf(Topic, all), ...list(Topics).map(String)];
  const kafka = SelfManagedEventSource !== undefined || Topics !== undefined;
  if (!kafka && StartingPosition === undefined)
    return {
      shapes: Topic ? ["sns-sqs"] : queueShapes(source, all),
      sources,
      at: where(),
      facts: { ...mappingFacts(resource, 10), ...queueFacts(source, all) },
    };
  const failure = block(block(properties.DestinationConfig).OnFailure).Destination;
  const retries = number(properties.MaximumRetryAttempts ?? -1);
  return {
    shapes: [kafka ? "kafka" : "kinesis"],
    sources,
    at: where(),
    facts: {
      ...mappingFacts(resource, 100),
      from: { value: known(StartingPosition), at: where("StartingPosition") },
      attempts: {
        value: retries === undefined ? undefined : retries < 0 ? Number.POSITIVE_INFINITY : retries + 1,
        at: where("MaximumRetryAttempts"),
      },
      deadLetter: { value: failure !== undefined, at: where("DestinationConfig") },
    },
  };
}

function schedule(
  { properties, where }: Resource,
  fn: Resource,
  all: readonly Resource[],
): DeployedTrigger | undefined {
  const { ScheduleExpression, ScheduleExpressionTimezone = "UTC", State, Target } = properties;
  const { Arn, Input, DeadLetterConfig } = members(Target);
  if (!mentions(Arn, fn)) return undefined;
  // The codec reads the run from what Scheduler fills in: managing-schedule-context-attributes.
  const told = ["execution-id", "schedule-arn", "scheduled-time", "attempt-number"].every((name) =>
    String(typeof Input === "string" ? Input : JSON.stringify(Input)).includes(`aws.scheduler.${name}`),
  );
  return {
    shapes: ["scheduler"],
    at: where(),
    facts: {
      ...asynchronousFacts(fn, all),
      cron: { value: timesOf(ScheduleExpression), at: where("ScheduleExpression") },
      timeZone: { value: zone(known(ScheduleExpressionTimezone)), at: where("ScheduleExpressionTimezone") },
      input: {
        value: told ? "the run" : typeof Input === "string" && Input.includes("${") ? undefined : "something else",
        at: where("Input"),
      },
      enabled: { value: State !== "DISABLED", at: where("State") },
      undelivered: { value: block(DeadLetterConfig).Arn !== undefined, at: where("DeadLetterConfig") },
    },
  };
}

const kindOf = (event: unknown): string => (String(event).includes("ObjectRemoved") ? "deleted" : "created");

/** Notifications that a bucket sends to the function itself. */
function notified(
  { properties, where, ...bucket }: Resource,
  fn: Resource,
  all: readonly Resource[],
): DeployedTrigger | undefined {
  const { LambdaConfigurations } = members(properties.NotificationConfiguration);
  const entries = [...list(LambdaConfigurations), ...list(properties.LambdaFunction)].map(members);
  const mine = entries.filter((each) => mentions(each.Function ?? each.LambdaFunctionArn, fn));
  if (!mine[0]) return undefined;
  const events = mine.flatMap(({ Event, Events }) => list(Event ?? Events).map(kindOf));
  return {
    shapes: ["s3"],
    sources: [bucket.id, ...sourcesOf(properties.Bucket, all)],
    at: where("NotificationConfiguration"),
    facts: { ...asynchronousFacts(fn, all), filter: { value: { events }, at: where("NotificationConfiguration") } },
  };
}
