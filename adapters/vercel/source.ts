import { error, type FunctionFacts, type SourceFacts, type TargetConfig, type Unit } from "unmoor/adapter";
import { vercelCron } from "./cron.ts";

/** Deliveries of a message unless the function says otherwise: as many as Pub/Sub makes before its dead letter. */
export const ATTEMPTS = 5;
/**
 * Deliveries that the platform makes beyond them. It drops a message after its last one, and the last of ours may end
 * without an outcome: its dead letter fails, or its process dies.
 */
export const SPARE = 5;
/** Seconds; what the platform does by itself. */
export const RETRY_AFTER = 60;

/** The one function of a unit: a trigger of Vercel's starts a function of its own. */
export function only(unit: Unit): FunctionFacts & { readonly source: SourceFacts } {
  const [fn, other] = unit.functions;
  if (!fn || other)
    throw error("UNIT_CLASH", `the unit "${unit.name}" has several functions; on Vercel a trigger has one function`);
  return { ...fn, source: fn.source ?? { kind: "cloudEvent" } };
}

/** Facts of a queue or topic, the same for the trigger and for the codec. */
export interface QueueFacts {
  readonly topic: string;
  readonly attempts: number;
  readonly maxDeliveries: number;
  readonly retryAfterSeconds: number;
}

/**
 * What a queue's function is deployed with.
 *
 * Reads of the config: `resources` (names of existing topics by name of the source), `retryAfterSeconds` (60).
 *
 * @throws `INVALID_TARGET_CONFIG`
 */
export function queueFacts(unit: Unit, { resources, retryAfterSeconds = RETRY_AFTER }: TargetConfig): QueueFacts {
  const { source, attempts = ATTEMPTS } = only(unit);
  const { name = "" } = source;
  const topic = (resources as Readonly<Record<string, string>> | undefined)?.[name] ?? name;
  if (!/^[\w-]+$/.test(topic))
    throw error(
      "INVALID_TARGET_CONFIG",
      `"${topic}" is no topic of Vercel Queues; name one of letters, digits, _ and - in vercel.resources`,
    );
  if (!(Number.isInteger(retryAfterSeconds) && Number(retryAfterSeconds) > 0))
    throw error("INVALID_TARGET_CONFIG", `vercel.retryAfterSeconds is ${retryAfterSeconds}; use whole seconds`);
  return {
    topic,
    attempts,
    maxDeliveries: attempts + SPARE,
    retryAfterSeconds: Number(retryAfterSeconds),
  };
}

/**
 * How a schedule is written in config.json.
 *
 * @throws `MISSING_TRAIT` for a time zone on a cron job
 */
export function scheduleFacts(unit: Unit, config: TargetConfig): { readonly cron: string; readonly timeZone: string } {
  const { name, source } = only(unit);
  const { cron = "", timeZone = "UTC" } = source;
  if (shapeOf(unit, config) === "cron" && !isUtc(timeZone))
    throw error(
      "MISSING_TRAIT",
      `"${name}" runs by the clock of ${timeZone}, and Vercel's cron jobs by UTC only; set vercel.schedules to true for Vercel Schedules (beta)`,
    );
  return { cron: vercelCron(cron), timeZone };
}

/** Whether a zone is the one that cron jobs run by. */
export const isUtc = (timeZone: string): boolean => /^((Etc\/)?(UTC|UCT|GMT|Universal|Zulu))$/i.test(timeZone);

/** Which shape carries a unit: a schedule is a cron job, unless `schedules: true` asks for the beta. */
export const shapeOf = (unit: Unit, { schedules }: TargetConfig): string =>
  unit.trigger === "schedule" && schedules === true ? "schedules" : unit.shape;

/**
 * A name as Vercel's own builder makes one of a function's path for its consumer group.
 *
 * @see `sanitizeConsumerName` of `@vercel/build-utils`
 */
export const consumerName = (path: string): string =>
  path.replace(/[^A-Za-z\d-]/gu, (char) => ESCAPED[char] ?? `_${hex(char)}`);

const ESCAPED: Readonly<Record<string, string>> = { _: "__", "/": "_S", ".": "_D" };
const hex = (char: string): string => char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
