import { error, type TargetConfig } from "unmoor/adapter";
import { arn, type Block, type Front, ref } from "../front/fragment.ts";
import { asynchronous, deadLetters, type Feeding, senders } from "./resource.ts";

/**
 * A rule of EventBridge. What it cannot deliver goes where the function's own failures go.
 *
 * @param events what SAM calls it, and its properties
 */
export function rule({ id, facts }: Feeding, type: string, properties: Block): Front {
  return {
    properties: {
      Events: {
        Rule: { Type: type, Properties: { ...properties, DeadLetterConfig: { Arn: arn(`${id}DeadLetters`) } } },
      },
      ...asynchronous(id, facts),
    },
    resources: { ...deadLetters(id), ...senders(`${id}DeadLetters`, "events.amazonaws.com") },
  };
}

/** Attributes of a CloudEvent as EventBridge has them; `$or`: one of its own, or one inside `detail`. */
function patternOf(match: Readonly<Record<string, string>>): Block {
  const { type, source, subject, ...others } = match;
  const pattern = {
    ...(source !== undefined && { source: [source] }),
    ...(type !== undefined && { "detail-type": [type] }),
    ...(subject !== undefined && { $or: [{ resources: [subject] }, { detail: { subject: [subject] } }] }),
    ...(Object.keys(others)[0] && {
      detail: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, [value]])),
    }),
  };
  // An empty pattern is refused; every event has a source.
  return Object.keys(pattern)[0] ? pattern : { source: [{ prefix: "" }] };
}

/**
 * A rule for the events that match, on the default bus or on `eventBus` of the config: a name or an ARN.
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function eventBridge(feeding: Feeding, { eventBus }: TargetConfig): Front {
  if (eventBus !== undefined && (typeof eventBus !== "string" || !eventBus))
    throw error("INVALID_TARGET_CONFIG", `aws.eventBus is ${JSON.stringify(eventBus)}; use a name or an ARN`);
  const Pattern = patternOf(feeding.source.match ?? {});
  return {
    ...(eventBus !== undefined && {
      parameters: { EventBus: { Type: "String", Default: eventBus, Description: "Event bus: its name or ARN" } },
    }),
    ...rule(feeding, "EventBridgeRule", { Pattern, ...(eventBus !== undefined && { EventBusName: ref("EventBus") }) }),
  };
}
