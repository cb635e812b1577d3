import type { DeployedFunction, DeployedTrigger, Expectation, TargetConfig, Unit, Wanted } from "unmoor/adapter";
import { awsCron } from "../cron.ts";
import { factsOf } from "../facts.ts";
import { timesOf } from "./cron.ts";
import { zone } from "./events.ts";

const LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/";
const SQS = `${LAMBDA}services-sqs-configure.html`;
const FAILURES = `${LAMBDA}services-sqs-errorhandling.html`;
const ASYNC = `${LAMBDA}invocation-async-error-handling.html`;
const SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide/";
const BRIDGE = "https://docs.aws.amazon.com/eventbridge/latest/userguide/";

/** How each shape's trigger is written, and its page. */
const TRIGGERS: Readonly<Record<string, readonly [write: string, page: string]>> = {
  "http-api": [
    "an event of type HttpApi, or a route and an integration with payload 2.0",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html",
  ],
  "function-url": ["FunctionUrlConfig", `${LAMBDA}urls-configuration.html`],
  "function-url-stream": [
    "FunctionUrlConfig with InvokeMode: RESPONSE_STREAM",
    `${LAMBDA}configuration-response-streaming.html`,
  ],
  rest: [
    "events of type Api for / and /{proxy+}",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html",
  ],
  "rest-stream": [
    "an integration with responseTransferMode: STREAM",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode-lambda.html",
  ],
  alb: [
    "a target group with lambda.multi_value_headers.enabled",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
  ],
  "alb-single": [
    "a target group without lambda.multi_value_headers.enabled",
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
  ],
  sqs: ["an event source mapping of its queue", SQS],
  sns: ["a subscription of its topic with Protocol: lambda", `${LAMBDA}with-sns.html`],
  "sns-sqs": ["a queue that subscribes to the topic, and its event source mapping", SQS],
  eventbridge: ["a rule with its pattern and the function as target", `${BRIDGE}eb-run-lambda-schedule.html`],
  scheduler: ["a schedule of EventBridge Scheduler (ScheduleV2)", `${SCHEDULER}getting-started.html`],
  "schedule-rule": ["a rule with ScheduleExpression", `${BRIDGE}eb-create-rule-schedule.html`],
  "s3-eventbridge": ['a rule for "Object Created" or "Object Deleted" of aws.s3', `${LAMBDA}with-s3.html`],
  s3: ["a notification of the bucket", `${LAMBDA}with-s3.html`],
  "s3-sqs": ["a queue that the bucket notifies, and its event source mapping", SQS],
  kinesis: ["an event source mapping of its stream", `${LAMBDA}with-kinesis.html`],
  kafka: ["an event source mapping of its cluster and topic", `${LAMBDA}with-kafka.html`],
  invoke: ["", `${LAMBDA}invocation-async.html`],
};

/** What a unit needs from Lambda and from what starts it: what its emitted template says. */
export function expect(
  unit: Unit,
  config: TargetConfig,
  found: DeployedFunction,
  trigger?: DeployedTrigger,
): Expectation {
  const [write, page] = TRIGGERS[unit.shape] ?? ["", LAMBDA];
  const limits = `${LAMBDA}configuration-function-common.html`;
  const wanted: Wanted[] = [
    { fact: "handler", value: "index.handler", write: "Handler: index.handler", page: `${LAMBDA}nodejs-handler.html` },
    {
      fact: "runtime",
      value: ["nodejs24.x", "nodejs22.x"],
      write: "Runtime: nodejs24.x",
      page: `${LAMBDA}lambda-runtimes.html`,
    },
  ];
  if (unit.timeoutMs !== undefined) {
    const seconds = Math.ceil(unit.timeoutMs / 1000);
    wanted.push({ fact: "timeout", value: seconds, write: `Timeout: ${seconds}`, page: limits });
  }
  if (unit.memoryMb !== undefined)
    wanted.push({ fact: "memory", value: unit.memoryMb, write: `MemorySize: ${unit.memoryMb}`, page: limits });
  if (trigger) wanted.push(...(unit.trigger === "http" ? front(unit, config) : feed(unit, config, found)));
  return { ...(write && { write }), page, wanted };
}

function front({ shape }: Unit, { auth = "none" }: TargetConfig): Wanted[] {
  const page = TRIGGERS[shape]?.[1] ?? LAMBDA;
  if (shape === "http-api") return [{ fact: "payload", value: "2.0", write: 'PayloadFormatVersion: "2.0"', page }];
  if (!shape.startsWith("function-url")) return [];
  const type = auth === "iam" ? "AWS_IAM" : "NONE";
  const stream = shape !== "function-url";
  return [
    { fact: "access", value: type, write: `AuthType: ${type}`, page: `${LAMBDA}urls-auth.html` },
    { fact: "streaming", value: stream, write: `InvokeMode: ${stream ? "RESPONSE_STREAM" : "BUFFERED"}`, page },
  ];
}

function feed(unit: Unit, config: TargetConfig, found: DeployedFunction): Wanted[] {
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
