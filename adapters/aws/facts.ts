import { error, type FunctionFacts, type TargetConfig, type Unit } from "unmoor/adapter";

/** What template and runtime must agree on. */
export interface Facts {
  readonly fn: FunctionFacts;
  /** Lambda is asked which parts of a batch failed. */
  readonly partial: boolean;
  /** The function has a handler for what is rejected. */
  readonly deadLetter: boolean;
  /** Deliveries of one event; absent where the fragment does not decide it. */
  readonly attempts: number | undefined;
  /** What exists already: an ARN, a bucket's name, or Kafka's bootstrap servers. */
  readonly existing: string | undefined;
}

/**
 * Least, greatest and default deliveries of an event. AWS advises five for SQS, of which some may be spent by throttled
 * pollers; an asynchronous invocation is tried three times at most.
 */
const DELIVERIES: Readonly<Record<string, readonly [number, number, number]>> = {
  sqs: [1, 1000, 5],
  "sns-sqs": [1, 1000, 5],
  "s3-sqs": [1, 1000, 5],
  kinesis: [1, 10_001, 5],
  kafka: [1, 11, 5],
};

/** The one function of an event unit or a task. */
export function functionOf({ name, functions }: Unit): FunctionFacts {
  const [first, ...others] = functions;
  if (first && !others[0]) return first;
  throw error("UNIT_CLASH", `unit "${name}" has ${functions.length} functions; a unit of events has one on AWS`);
}

/**
 * The build-time facts of an event unit. Reads of the config: `resources`, `partial`.
 *
 * @throws `INVALID_TARGET_CONFIG`, `INVALID_LIMIT`, `UNIT_CLASH`
 */
export function factsOf(unit: Unit, { resources = {}, partial = true }: TargetConfig): Facts {
  const fn = functionOf(unit);
  const existing = (resources as Record<string, unknown>)[fn.source?.name ?? ""];
  if (typeof partial !== "boolean")
    throw error("INVALID_TARGET_CONFIG", `aws.partial is ${JSON.stringify(partial)}; use true or false`);
  if (existing !== undefined && (typeof existing !== "string" || !existing))
    throw error("INVALID_TARGET_CONFIG", `aws.resources.${fn.source?.name} is ${JSON.stringify(existing)}; use text`);
  const [least, most, usual] = DELIVERIES[unit.shape] ?? [1, 3, 3];
  const { attempts = usual, deadLetter = false } = fn;
  if (!(attempts >= least && attempts <= most))
    throw error("INVALID_LIMIT", `"${fn.name}": attempts is ${attempts}; ${unit.shape} takes ${least} to ${most}`);
  return {
    fn,
    partial,
    deadLetter,
    // Of a queue that exists already nobody here knows how often it delivers.
    attempts: unit.shape === "sqs" && existing !== undefined ? undefined : attempts,
    existing,
  };
}
