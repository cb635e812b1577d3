import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { carrierOf, onlyFunction, type Resource, resourceOf, serviceName, slug } from "./names.ts";
import { timeouts } from "./timeouts.ts";

/** Request timeout of a unit in whole seconds, as Google Cloud counts: deployed and built in from here alone. */
export function timeoutSeconds(unit: Unit, config: TargetConfig): number {
  const ms = unit.timeoutMs ?? timeouts[carrierOf(unit, config)];
  return Math.min(3_600, Math.max(1, Math.ceil(ms / 1000)));
}

/** What starts a unit, as data: the commands and the Terraform of it say the same. */
export type Deployment = Subscription | EventTrigger | Job | TaskQueue;

interface Deployed {
  /** Of the Cloud Run service, and of what is made for it. */
  readonly service: string;
  /** `aud` of its senders' tokens. */
  readonly audience: string;
}

export interface Subscription extends Deployed {
  readonly is: "subscription";
  readonly topic: Resource;
  readonly ordered: boolean;
  readonly ackSeconds: number;
  readonly attempts: number;
  /** The topic keeps what a new consumer is to read. */
  readonly earliest: boolean;
}

export interface EventTrigger extends Deployed {
  readonly is: "trigger";
  /** Attribute and value. */
  readonly filters: readonly (readonly [string, string])[];
  readonly bucket?: Resource;
  readonly topic?: Resource;
  /** Of events that Google does not send itself. */
  readonly channel?: Resource;
  readonly ackSeconds: number;
  readonly attempts: number;
}

export interface Job extends Deployed {
  readonly is: "job";
  readonly cron: string;
  readonly timeZone: string;
  readonly deadlineSeconds: number;
  readonly retries: number;
}

export interface TaskQueue extends Deployed {
  readonly is: "queue";
  readonly queue: Resource;
  readonly attempts: number;
}

/** Topics and subscriptions: https://docs.cloud.google.com/pubsub/docs/pubsub-basics#resource_names */
const TOPIC = /^(projects\/[^/]+\/topics\/)?(?!goog)[A-Za-z][\w.~+%-]{2,254}$/;
const BUCKET = /^[a-z\d][a-z\d._-]{1,61}[a-z\d]$/;
const QUEUE = /^[A-Za-z\d-]{1,100}$/;
const CHANNEL = /^[a-z][a-z\d-]{0,61}[a-z\d]$/;

/**
 * What starts a unit; nothing for HTTP and tasks, which are called.
 *
 * @throws `INVALID_TARGET_CONFIG` for what Google cannot do
 */
export function deploymentOf(unit: Unit, config: TargetConfig): Deployment | undefined {
  if (unit.trigger === "http" || unit.trigger === "task") return undefined;
  const fn = onlyFunction(unit);
  const { source = { kind: unit.trigger } } = fn;
  const { name = "" } = source;
  const service = serviceName(config.name, unit);
  const deployed = { service, audience: audienceOf(unit, config) ?? service };
  const seconds = timeoutSeconds(unit, config);
  // A push is given up when its message must be acknowledged: later than the function itself gives up.
  const ackSeconds = Math.min(600, Math.max(10, seconds + 10));
  // The least that Pub/Sub takes; an earlier end is the code's, whose handler for dead letters keeps the event.
  const attempts = Math.max(attemptsOf(unit), ATTEMPTS[unit.shape]?.[0] ?? 1);
  if (unit.shape === "pubsub")
    return {
      is: "subscription",
      ...deployed,
      topic: resourceOf(name, TOPIC, "topic", config),
      ordered: source.kind === "stream" || source.fifo === true,
      ackSeconds,
      attempts,
      earliest: source.from === "earliest",
    };
  if (unit.shape === "cloud-tasks")
    return { is: "queue", ...deployed, queue: resourceOf(name, QUEUE, "queue", config), attempts };
  if (unit.shape === "scheduler")
    return {
      is: "job",
      ...deployed,
      cron: source.cron ?? "",
      timeZone: source.timeZone ?? "UTC",
      deadlineSeconds: Math.min(1_800, Math.max(15, seconds + 10)),
      retries: attempts - 1,
    };
  const trigger = { is: "trigger" as const, ...deployed, ackSeconds, attempts };
  if (unit.shape === "cloud-storage") {
    const bucket = resourceOf(name, BUCKET, "bucket", config);
    const type = `google.cloud.storage.object.v1.${source.when === "deleted" ? "deleted" : "finalized"}`;
    return { ...trigger, bucket, filters: [["type", type]] };
  }
  if (source.kind === "topic")
    return {
      ...trigger,
      topic: resourceOf(name, TOPIC, "topic", config),
      filters: [["type", "google.cloud.pubsub.topic.v1.messagePublished"]],
    };
  const { type = "", ...match } = source.match ?? {};
  const filters = Object.entries({ type, ...match });
  if (type.startsWith("google.")) return { ...trigger, filters };
  const own = `${slug(config.name, 53)}-events`;
  return { ...trigger, filters, channel: resourceOf(channelKey(config, type) ?? own, CHANNEL, "channel", config) };
}

/** An existing channel is named by the type of its events. */
const channelKey = ({ resources }: TargetConfig, type: string): string | undefined =>
  Object.hasOwn(Object(resources) as object, type) ? type : undefined;

/** Deliveries that each carrier allows, and how many it makes where the app does not say. */
const ATTEMPTS: Readonly<Record<string, readonly [least: number, most: number, byDefault: number, what: string]>> = {
  // https://docs.cloud.google.com/pubsub/docs/dead-letter-topics#dead_letter_topic_parameters
  pubsub: [5, 100, 5, "Pub/Sub dead-letters after"],
  eventarc: [5, 100, 5, "Pub/Sub dead-letters after"],
  "cloud-storage": [5, 100, 5, "Pub/Sub dead-letters after"],
  "cloud-tasks": [1, 1_000, 5, "Cloud Tasks deletes after"],
  // One run and up to five retries.
  scheduler: [1, 6, 5, "Cloud Scheduler gives up after"],
};

/**
 * After how many deliveries an event is exhausted.
 *
 * @throws `INVALID_TARGET_CONFIG` for a number that the carrier does not take
 */
export function attemptsOf(unit: Unit): number {
  const [least, most, byDefault, what] = ATTEMPTS[unit.shape] ?? [1, 100, 5, ""];
  const { name, attempts = byDefault, deadLetter } = onlyFunction(unit);
  const lowest = deadLetter && unit.shape === "pubsub" ? 1 : least;
  if (!Number.isInteger(attempts) || attempts < lowest || attempts > most)
    throw error("INVALID_TARGET_CONFIG", `"${name}" asks for ${attempts} attempts; ${what} ${lowest} to ${most}`);
  return attempts;
}

/**
 * The audience that the code asks its sender's token for: the service's name, where the fragment makes the sender and
 * can tell it so. Eventarc's cannot be told: its is the URL, which only IAM knows beforehand.
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function audienceOf(unit: Unit, { name, verify = true }: TargetConfig): string | undefined {
  if (typeof verify !== "boolean")
    throw error("INVALID_TARGET_CONFIG", `gcp.verify is ${JSON.stringify(verify)}; write true or false`);
  return verify && ["pubsub", "cloud-tasks", "scheduler"].includes(unit.shape) ? serviceName(name, unit) : undefined;
}

/** The account that senders act as: `gcp.invoker`, else one that the fragment creates. */
export function invokerOf({ name, invoker }: TargetConfig): Resource {
  if (invoker === undefined) return { name: `${slug(name, 22)}-invoker`, exists: false };
  if (typeof invoker !== "string" || !/^[\w.+-]+@[\w.-]+$/.test(invoker))
    throw error(
      "INVALID_TARGET_CONFIG",
      `gcp.invoker is ${JSON.stringify(invoker)}; write the email of a service account`,
    );
  return { name: invoker, exists: true };
}
