import type {
  DeployedFunction,
  DeployedTrigger,
  Expectation,
  FunctionFacts,
  TargetConfig,
  Unit,
  Wanted,
} from "unmoor/adapter";
import { attemptsOf, binding } from "../binding.ts";
import { attempts, times } from "./bindings.ts";

const LEARN = "https://learn.microsoft.com/azure/azure-functions/";
const page = (name: string): string => `${LEARN}functions-bindings-${name}`;

/** How each shape's trigger is written, and its page. */
const TRIGGERS: Readonly<Record<string, readonly [write: string, page: string]>> = {
  stream: ["an httpTrigger", page("http-webhook-trigger")],
  "http-task": ["an httpTrigger", page("http-webhook-trigger")],
  "service-bus": ["a serviceBusTrigger with queueName", page("service-bus-trigger")],
  "service-bus-topic": ["a serviceBusTrigger with topicName and subscriptionName", page("service-bus-trigger")],
  "storage-queue": ["a queueTrigger", page("storage-queue-trigger")],
  "event-hubs": ["an eventHubTrigger", page("event-hubs-trigger")],
  kafka: ["a kafkaTrigger", page("kafka-trigger")],
  timer: ["a timerTrigger", page("timer")],
  "event-grid": ["an eventGridTrigger", page("event-grid-trigger")],
  blob: ["an eventGridTrigger, and a subscription of the storage account's events", page("event-grid-trigger")],
};

/** What a unit needs from the host and its bindings: what its emitted host.json and registration say. */
export function expect(
  unit: Unit,
  config: TargetConfig,
  _found: DeployedFunction,
  trigger?: DeployedTrigger,
): Expectation {
  const { shape, timeoutMs } = unit;
  const [write, where] = TRIGGERS[shape] ?? ["", LEARN];
  const [fn] = unit.functions;
  const seconds = Math.ceil((timeoutMs ?? 0) / 1000);
  const wanted: Wanted[] = [
    ...(seconds
      ? [
          {
            fact: "timeout" as const,
            value: seconds,
            write: `"functionTimeout": at least ${seconds} s, as hh:mm:ss`,
            page: `${LEARN}functions-host-json#functiontimeout`,
          },
        ]
      : []),
    ...hosted(unit, config, seconds),
    ...(trigger && fn ? bound(fn, unit, config) : []),
  ];
  const calls =
    unit.trigger === "task" ? unit.functions.map(({ name }) => ({ methods: ["POST"], path: `/${name}` })) : undefined;
  return { ...(write && { write }), page: where, wanted, ...(calls && { calls }) };
}

/** Sections of host.json. */
function hosted({ shape, trigger, functions: [fn] }: Unit, _config: TargetConfig, seconds: number): Wanted[] {
  if (trigger === "http" || trigger === "task")
    return [{ fact: "prefix", value: "", write: '"routePrefix": ""', page: page("http-webhook#hostjson-settings") }];
  if (shape.startsWith("service-bus")) {
    const settings = page("service-bus#hostjson-settings");
    return [
      { fact: "settling", value: true, write: '"autoCompleteMessages": true', page: settings },
      {
        fact: "renewal",
        value: Math.max(300, seconds),
        write: `"maxAutoLockRenewalDuration": at least ${Math.max(300, seconds)} s, as hh:mm:ss`,
        page: settings,
      },
    ];
  }
  if (shape === "storage-queue" && fn) {
    const settings = page("storage-queue#host-json");
    const count = attemptsOf(fn, shape);
    return [
      {
        fact: "attempts",
        value: count,
        write: `"maxDequeueCount": ${count}, or \`attempts\` in the code`,
        page: settings,
      },
      {
        fact: "visibility",
        value: 10,
        write: '"visibilityTimeout": "00:00:10", or what failed comes again at once',
        page: settings,
        severity: "warning",
      },
      { fact: "payload", value: "base64", write: '"messageEncoding": "base64"', page: settings },
    ];
  }
  if (shape !== "event-hubs" || !fn) return [];
  const settings = page("event-hubs#hostjson-settings");
  const from = fn.source?.from === "earliest" ? "fromStart" : "fromEnd";
  return [
    { fact: "from", value: from, write: `"initialOffsetOptions": { "type": "${from}" }`, page: settings },
    ...(fn.batch === undefined
      ? []
      : [
          {
            fact: "batch" as const,
            value: fn.batch,
            write: `"maxEventBatchSize": ${fn.batch}`,
            page: settings,
            severity: "warning" as const,
          },
        ]),
  ];
}

/** Bindings of the function, which the bundle registers itself unless there is a function.json. */
function bound(fn: FunctionFacts, unit: Unit, config: TargetConfig): Wanted[] {
  const [, where] = TRIGGERS[unit.shape] ?? ["", LEARN];
  const level = config.authLevel ?? "anonymous";
  if (unit.trigger === "http") return [{ fact: "access", value: level, write: `"authLevel": "${level}"`, page: where }];
  if (unit.trigger === "task") {
    const key = level === "admin" ? "admin" : "function";
    return [{ fact: "access", value: key, write: `"authLevel": "${key}"`, page: where }];
  }
  const { trigger, retry } = binding(fn, unit, config);
  const source = trigger.queueName ?? trigger.topicName ?? trigger.eventHubName ?? trigger.topic;
  const again = retry && attempts(Number(retry.maxRetryCount));
  return [
    { fact: "enabled", value: true, write: 'no "disabled": true', page: `${LEARN}disable-function` },
    ...(typeof source === "string" && !source.startsWith("%")
      ? [{ fact: "filter" as const, value: { source }, write: `its source "${source}"`, page: where }]
      : []),
    ...(trigger.schedule === undefined
      ? []
      : [
          {
            fact: "cron" as const,
            value: times(trigger.schedule),
            write: `"schedule": "${trigger.schedule}"`,
            page: where,
          },
        ]),
    ...(trigger.isSessionsEnabled === true
      ? [{ fact: "order" as const, value: true, write: '"isSessionsEnabled": true', page: where }]
      : []),
    ...(again === undefined
      ? []
      : [
          {
            fact: "attempts" as const,
            value: again,
            write: `"retry" with "maxRetryCount": ${retry?.maxRetryCount}`,
            page: `${LEARN}functions-bindings-error-pages#retry-policies`,
          },
        ]),
  ];
}
