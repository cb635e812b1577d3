import { error, type FunctionFacts, type TargetConfig, type Unit } from "unmoor/adapter";
import { ncrontab } from "./cron.ts";
import { subscriberOf } from "./name.ts";
import { resourceName, strings } from "./resource.ts";

/** How a function is bound to its source: what function.json would say. */
export interface Binding {
  readonly trigger: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly retry?: Backoff;
}

interface Backoff {
  readonly strategy: "exponentialBackoff";
  readonly maxRetryCount: number;
  /** Milliseconds. */
  readonly minimumInterval: number;
  readonly maximumInterval: number;
}

/** App settings that hold connections, by default. */
const CONNECTIONS = { serviceBus: "ServiceBus", eventHubs: "EventHubs", storage: "AzureWebJobsStorage" } as const;

export const connectionsOf = (config: TargetConfig): Readonly<Record<keyof typeof CONNECTIONS, string>> => ({
  ...CONNECTIONS,
  ...strings(config, "connections"),
});

/** Deliveries where a function does not say: what Service Bus, and what Azure Storage, has by default; else 5. */
export const attemptsOf = ({ attempts }: FunctionFacts, shape: string): number =>
  attempts ?? (shape.startsWith("service-bus") ? 10 : 5);

/**
 * The binding of an event function.
 *
 * Reads of the config: `resources` (names of what exists already, by the names of the app), `connections` (app settings
 * for `serviceBus`, `eventHubs`, `storage`), `cardinality` (`"many"`: functions with `batch` get batches of Service
 * Bus, which end as a whole), `kafka` (more members of the binding: `brokerList`, `protocol`, `username` …).
 *
 * @throws `INVALID_TARGET_CONFIG`, `INVALID_NAME`, `MISSING_TRAIT`
 */
export function binding(fn: FunctionFacts, { shape }: Pick<Unit, "shape">, config: TargetConfig): Binding {
  const { source, batch, deadLetter } = fn;
  const connections = connectionsOf(config);
  const name = (): string => resourceName(fn, shape, config);
  const own = subscriberOf(fn);
  const serviceBus = {
    type: "serviceBusTrigger",
    connection: connections.serviceBus,
    cardinality: batch && cardinality(config) === "many" ? "many" : "one",
    dataType: "binary",
  };
  switch (shape) {
    case "service-bus":
      return { trigger: { ...serviceBus, queueName: name(), isSessionsEnabled: source?.fifo === true } };
    case "service-bus-topic":
      return { trigger: { ...serviceBus, topicName: name(), subscriptionName: own } };
    case "storage-queue":
      return {
        trigger: { type: "queueTrigger", queueName: name(), connection: connections.storage, dataType: "binary" },
      };
    case "event-hubs": {
      const { eventHubs: connection } = connections;
      const trigger = { eventHubName: name(), connection, consumerGroup: own, cardinality: "many", dataType: "binary" };
      return { trigger: { type: "eventHubTrigger", ...trigger }, retry: backoff(-1) };
    }
    case "kafka": {
      const trigger = { topic: name(), consumerGroup: own, cardinality: "MANY", dataType: "binary" };
      const more = { brokerList: "%KafkaBrokers%", ...strings(config, "kafka") };
      return { trigger: { type: "kafkaTrigger", ...more, ...trigger }, retry: backoff(-1) };
    }
    case "timer": {
      const { cron = "", timeZone = "UTC" } = source ?? {};
      if (!/^(Etc\/)?UTC$/.test(timeZone))
        throw error(
          "MISSING_TRAIT",
          `the schedule of "${fn.name}" is in ${timeZone}, and timers of Azure run in UTC: WEBSITE_TIME_ZONE does not exist on Linux Consumption and Flex plans; write it in UTC`,
        );
      const trigger = { type: "timerTrigger", schedule: ncrontab(cron), useMonitor: true };
      // With a handler for what is rejected nothing ends before that one has taken it.
      return { trigger, retry: backoff(deadLetter ? -1 : attemptsOf(fn, shape) - 1) };
    }
    default:
      return { trigger: { type: "eventGridTrigger" } };
  }
}

export function cardinality({ cardinality = "one" }: TargetConfig): "one" | "many" {
  if (cardinality === "one" || cardinality === "many") return cardinality;
  throw error("INVALID_TARGET_CONFIG", `azure.cardinality is ${JSON.stringify(cardinality)}; use "one" or "many"`);
}

/**
 * The portable default: from 10 s to 10 min. `-1` is for ever: a policy that ended would let Azure checkpoint the
 * failure away.
 */
const backoff = (maxRetryCount: number): Backoff => ({
  strategy: "exponentialBackoff",
  maxRetryCount,
  minimumInterval: 10_000,
  maximumInterval: 600_000,
});
