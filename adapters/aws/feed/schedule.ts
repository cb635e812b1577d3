import { error } from "unmoor/adapter";
import { awsCron } from "../cron.ts";
import { arn, type Front } from "../front/fragment.ts";
import { asynchronous, deadLetters, type Feeding } from "./resource.ts";
import { rule } from "./rule.ts";

/** What Scheduler fills in: the codec reads the run from it (managing-schedule-context-attributes). */
const INPUT = JSON.stringify({
  specversion: "1.0",
  id: "<aws.scheduler.execution-id>",
  source: "<aws.scheduler.schedule-arn>",
  type: "dev.unmoor.schedule",
  time: "<aws.scheduler.scheduled-time>",
  attempt: "<aws.scheduler.attempt-number>",
});

/**
 * EventBridge Scheduler.
 *
 * @throws `INVALID_SCHEDULE`
 */
export function scheduler({ id, facts, source }: Feeding): Front {
  return {
    properties: {
      Events: {
        Schedule: {
          Type: "ScheduleV2",
          Properties: {
            ScheduleExpression: awsCron(source.cron ?? ""),
            ScheduleExpressionTimezone: source.timeZone ?? "UTC",
            FlexibleTimeWindow: { Mode: "OFF" },
            // Names are the account's: two stacks would share one.
            OmitName: true,
            Input: INPUT,
            DeadLetterConfig: { Arn: arn(`${id}DeadLetters`) },
          },
        },
      },
      ...asynchronous(id, facts),
    },
    resources: deadLetters(id),
  };
}

/**
 * A rule with a schedule.
 *
 * @throws `INVALID_SCHEDULE`
 */
export function scheduleRule(feeding: Feeding): Front {
  const { cron = "", timeZone = "UTC" } = feeding.source;
  if (timeZone !== "UTC")
    throw error("INVALID_SCHEDULE", `"${feeding.facts.fn.name}": a rule only knows UTC; set aws.schedule to scheduler`);
  return rule(feeding, "Schedule", { Schedule: awsCron(cron) });
}
