import type { DeployedFunction, TargetConfig, Unit, Wanted } from "unmoor/adapter";
import { awsCron } from "../cron.ts";
import { factsOf } from "../facts.ts";
import { timesOf, zone } from "./cron.ts";
import { ASYNC, BRIDGE, FAILURES, LAMBDA, SCHEDULER, SQS, TRIGGERS } from "./pages.ts";

/** What a unit needs from what feeds it, and from how it is retried. */
export function feed(unit: Unit, config: TargetConfig, found: DeployedFunction): Wanted[] {
  const { fn, partial, attempts } = factsOf(unit, config);
  const { source, batch } = fn;
  const { shape } = unit;
  const page = TRIGGERS[shape]?.[1] ?? LAMBDA;
  const enabled: Wanted = {
    fact: "enabled",
    value: true,
    write:
      shape === "s3-eventbridge" ? "EventBridgeEnabled: true on the bucket, and no State: DISABLED" : "Enabled: true",
    page,
  };
  const mapped: Wanted[] = [
    ...(partial
      ? [
          {
            fact: "partial" as const,
            value: true,
            write: "FunctionResponseTypes: [ReportBatchItemFailures]",
            page:
              shape === "kinesis" || shape === "kafka"
                ? `${LAMBDA}services-kinesis-batchfailurereporting.html`
                : FAILURES,
          },
        ]
      : []),
    ...(batch === undefined
      ? []
      : [{ fact: "batch" as const, value: batch, write: `BatchSize: ${batch}`, page, severity: "warning" as const }]),
    enabled,
  ];
  if (shape === "sqs" || shape === "sns-sqs" || shape === "s3-sqs") {
    const timeout = Number(found.facts.timeout?.value ?? 3);
    const window =
      (batch ?? 10) > 10 ? Math.max(1, Math.ceil((fn.windowMs ?? 0) / 1000)) : Math.ceil((fn.windowMs ?? 0) / 1000);
    const visibility = Math.min(43_200, 6 * timeout + window);
    return [
      ...mapped,
      {
        fact: "visibility",
        value: visibility,
        write: `VisibilityTimeout: ${visibility}, six times the function's timeout`,
        page: SQS,
      },
      {
        fact: "deadLetter",
        value: true,
        write: "RedrivePolicy with deadLetterTargetArn and maxReceiveCount",
        page: FAILURES,
      },
      ...(attempts === undefined
        ? []
        : [
            {
              fact: "attempts" as const,
              value: attempts,
              write: `maxReceiveCount: ${attempts}, or \`attempts\` in the code`,
              page: FAILURES,
            },
          ]),
      ...(source?.fifo ? [{ fact: "order" as const, value: true, write: "FifoQueue: true", page: SQS }] : []),
    ];
  }
  if (shape === "kinesis" || shape === "kafka") {
    const from = source?.from === "earliest" ? "TRIM_HORIZON" : "LATEST";
    return [
      ...mapped,
      { fact: "from", value: from, write: `StartingPosition: ${from}`, page },
      {
        fact: "attempts",
        value: attempts,
        write: `MaximumRetryAttempts: ${(attempts ?? 1) - 1}, or \`attempts\` in the code`,
        page,
      },
      {
        fact: "deadLetter",
        value: true,
        write: "DestinationConfig.OnFailure with a bucket",
        page: `${LAMBDA}kinesis-on-failure-destination.html`,
      },
    ];
  }
  const { match = {}, when = "created" } = source ?? {};
  const filter =
    shape === "s3"
      ? { events: when }
      : shape === "s3-eventbridge"
        ? { source: "aws.s3", type: when === "deleted" ? "Object Deleted" : "Object Created" }
        : {
            ...(match.source !== undefined && { source: match.source }),
            ...(match.type !== undefined && { type: match.type }),
          };
  const clock = shape === "scheduler" || shape === "schedule-rule";
  const cron = source?.cron === undefined ? "" : awsCron(source.cron);
  return [
    ...(shape === "invoke" ? [] : [enabled]),
    ...(clock
      ? [
          {
            fact: "cron" as const,
            value: timesOf(cron),
            write: `ScheduleExpression: ${cron}`,
            page: `${SCHEDULER}schedule-types.html`,
          },
          {
            fact: "timeZone" as const,
            value: zone(source?.timeZone ?? "UTC"),
            write: `ScheduleExpressionTimezone: ${source?.timeZone ?? "UTC"}`,
            page: `${SCHEDULER}schedule-types.html`,
          },
        ]
      : []),
    ...(shape === "scheduler"
      ? [
          {
            fact: "input" as const,
            value: "the run",
            write: "the Input of the emitted template, with <aws.scheduler.scheduled-time> in it",
            page: `${SCHEDULER}managing-schedule-context-attributes.html`,
          },
        ]
      : []),
    ...(Object.keys(filter)[0]
      ? [
          {
            fact: "filter" as const,
            value: filter,
            write: `a pattern that lets ${JSON.stringify(filter)} through`,
            page,
          },
        ]
      : []),
    ...(shape === "scheduler" || shape === "schedule-rule" || shape.includes("eventbridge")
      ? [
          {
            fact: "undelivered" as const,
            value: true,
            write: "DeadLetterConfig with the ARN of a queue",
            page: shape === "scheduler" ? `${SCHEDULER}configuring-schedule-dlq.html` : `${BRIDGE}eb-rule-dlq.html`,
            severity: "warning" as const,
          },
        ]
      : []),
    {
      fact: "attempts",
      value: attempts,
      write: `EventInvokeConfig.MaximumRetryAttempts: ${(attempts ?? 3) - 1}, or \`attempts\` in the code`,
      page: ASYNC,
    },
    {
      fact: "deadLetter",
      value: true,
      write: "EventInvokeConfig.DestinationConfig.OnFailure with a queue",
      page: ASYNC,
    },
  ];
}
