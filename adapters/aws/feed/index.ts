import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { factsOf } from "../facts.ts";
import { arn, type Front, output } from "../front/fragment.ts";
import { s3, s3EventBridge } from "./bucket.ts";
import { s3Sqs, snsSqs, sqs } from "./queue.ts";
import { asynchronous, deadLetters, type Feeding } from "./resource.ts";
import { eventBridge } from "./rule.ts";
import { scheduleRule, scheduler } from "./schedule.ts";
import { kafka, kinesis } from "./stream.ts";
import { sns } from "./topic.ts";

/** What makes a source reach a unit's function, and its outcomes true, by shape. */
const FEEDS: Readonly<Record<string, (feeding: Feeding, config: TargetConfig) => Front>> = {
  sqs,
  sns,
  "sns-sqs": snsSqs,
  eventbridge: eventBridge,
  scheduler,
  "schedule-rule": scheduleRule,
  "s3-eventbridge": s3EventBridge,
  s3,
  "s3-sqs": s3Sqs,
  kinesis,
  kafka,
};

/**
 * What feeds a unit's function, whose logical id is `id`.
 *
 * @param timeout of the function, in seconds
 * @throws `UNKNOWN_SHAPE`, `INVALID_TARGET_CONFIG`, `INVALID_LIMIT`, `INVALID_SCHEDULE`, `MISSING_TRAIT`
 */
export function feed(unit: Unit, id: string, config: TargetConfig, timeout: number): Front {
  const facts = factsOf(unit, config);
  // Lambda does not tell whether a caller waits: this is for those who do not.
  if (unit.shape === "invoke")
    return {
      properties: asynchronous(id, facts),
      resources: deadLetters(id),
      outputs: { [`${id}Arn`]: output(arn(id)) },
    };
  const make = FEEDS[unit.shape];
  const { source } = facts.fn;
  if (!make || !source) throw error("UNKNOWN_SHAPE", `unit "${unit.name}": AWS has no shape "${unit.shape}"`);
  return make({ unit, id, facts, source, timeout }, config);
}
