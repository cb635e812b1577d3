import type { DeployedTrigger } from "unmoor/adapter";
import { timesOf } from "./cron.ts";
import { asynchronousFacts } from "./queue.ts";
import {
  block,
  isMembers,
  known,
  list,
  type Members,
  members,
  mentions,
  type Resource,
  sourcesOf,
  target,
} from "./resource.ts";

/** A rule and the one of its targets that is the function; Terraform has them apart. */
export function rule(resource: Resource, fn: Resource, all: readonly Resource[]): DeployedTrigger | undefined {
  const { properties, where } = resource;
  const apart = all.find(
    ({ type, properties: own }) => type === "unmoor:Target" && mentions(own.Rule, resource) && mentions(own.Arn, fn),
  );
  const aim =
    apart?.properties ??
    list(properties.Targets)
      .map(members)
      .find(({ Arn }) => mentions(Arn, fn));
  if (!aim) return undefined;
  const pattern = patternOf(properties.EventPattern);
  const scheduled = properties.ScheduleExpression;
  const bucket = pattern && list(pattern.source).includes("aws.s3");
  const filter = pattern && {
    source: exact(pattern.source),
    type: exact(pattern["detail-type"]),
  };
  return {
    shapes: [scheduled ? "schedule-rule" : bucket ? "s3-eventbridge" : "eventbridge"],
    sources: list(block(block(pattern?.detail).bucket).name).flatMap((name) => sourcesOf(name, all)),
    at: where(),
    facts: {
      ...asynchronousFacts(fn, all),
      enabled: {
        value: properties.State !== "DISABLED" && properties.IsEnabled !== false && silent(pattern, all) === undefined,
        at: silent(pattern, all) ?? where("State"),
      },
      undelivered: {
        value: block(aim.DeadLetterConfig).Arn !== undefined,
        at: apart?.where("DeadLetterConfig") ?? where("DeadLetterConfig"),
      },
      ...(scheduled !== undefined && {
        cron: {
          value: timesOf(scheduled),
          at: where(scheduled === properties.Schedule ? "Schedule" : "ScheduleExpression"),
        },
        timeZone: { value: "UTC", at: where() },
      }),
      ...(filter && { filter: { value: filter, at: where("EventPattern") } }),
    },
  };
}

/** Where a bucket of the file says that it keeps its events from EventBridge. */
function silent(pattern: Members | undefined, all: readonly Resource[]): string | undefined {
  const names = list(block(block(pattern?.detail).bucket).name);
  for (const name of names) {
    const bucket = target(name, all);
    if (bucket?.type !== "AWS::S3::Bucket") continue;
    const { EventBridgeConfiguration } = members(bucket.properties.NotificationConfiguration);
    const apart = all.some(
      ({ type, properties }) =>
        type === "unmoor:Notification" &&
        mentions(properties.Bucket, bucket) &&
        known(properties.Eventbridge) !== false,
    );
    const on =
      isMembers(EventBridgeConfiguration) &&
      ![false, "false"].includes(EventBridgeConfiguration.EventBridgeEnabled as boolean);
    if (!on && !apart) return bucket.where("NotificationConfiguration");
  }
  return undefined;
}

/** A pattern; Terraform has it as text. */
function patternOf(pattern: unknown): Members | undefined {
  if (typeof pattern !== "string") return isMembers(pattern) ? pattern : undefined;
  try {
    return members(JSON.parse(pattern));
  } catch {
    return undefined;
  }
}

/** Values of a pattern; undefined where it says more than values (`prefix`, `anything-but`), or the file cannot say. */
const exact = (values: unknown): readonly unknown[] | undefined =>
  values !== undefined && list(values).every((each) => typeof each !== "object" && known(each) !== undefined)
    ? list(values)
    : undefined;
