import { isDeepStrictEqual } from "node:util";
import type { FactName } from "../../adapter/index.ts";
import type { FindingCode } from "./finding.ts";

/** How a fact is compared, and what its difference is called. */
export interface FactRule {
  readonly code: FindingCode;
  /** In a sentence: "the visibility timeout is 30 s". */
  readonly what: string;
  readonly unit?: string;
  readonly holds: (found: unknown, wanted: unknown) => boolean;
}

const equal = isDeepStrictEqual;
const least = (found: unknown, wanted: unknown): boolean => Number(found) >= Number(wanted);
const among = (found: unknown, wanted: unknown): boolean => (wanted as readonly unknown[]).includes(found);

/** Every member that is wanted lets its value through: absent (nothing is filtered) or listed. */
const lets = (found: unknown, wanted: unknown): boolean =>
  Object.entries(wanted as Readonly<Record<string, string>>).every(([key, value]) => {
    const allowed = (found as Readonly<Record<string, readonly unknown[] | undefined>>)[key];
    return allowed === undefined || (Array.isArray(allowed) && allowed.includes(value));
  });

export const facts: Readonly<Record<FactName, FactRule>> = {
  handler: { code: "HANDLER_DIFFERS", what: "the handler", holds: equal },
  runtime: { code: "RUNTIME_DIFFERS", what: "the runtime", holds: among },
  timeout: { code: "TIMEOUT_SHORT", what: "the timeout", unit: "s", holds: least },
  memory: { code: "MEMORY_SMALL", what: "the memory", unit: "MB", holds: least },
  payload: { code: "PAYLOAD_DIFFERS", what: "the form of its events", holds: equal },
  filter: { code: "FILTER_DIFFERS", what: "the filter", holds: lets },
  partial: { code: "PARTIAL_MISSING", what: "reporting of single failures", holds: equal },
  batch: { code: "BATCH_SMALL", what: "the batch size", holds: least },
  visibility: { code: "VISIBILITY_SHORT", what: "the visibility timeout", unit: "s", holds: least },
  attempts: { code: "ATTEMPTS_DIFFER", what: "the number of deliveries", holds: equal },
  deadLetter: { code: "DEAD_LETTER_MISSING", what: "a dead letter", holds: equal },
  undelivered: { code: "UNDELIVERED_LOST", what: "a dead letter for what cannot be delivered", holds: equal },
  cron: { code: "SCHEDULE_DIFFERS", what: "the schedule", holds: equal },
  timeZone: { code: "TIME_ZONE_DIFFERS", what: "the time zone", holds: equal },
  input: { code: "INPUT_DIFFERS", what: "what the function is told", holds: equal },
  order: { code: "ORDER_MISSING", what: "delivery in order", holds: equal },
  from: { code: "START_DIFFERS", what: "where a new consumer begins", holds: equal },
  access: { code: "ACCESS_DIFFERS", what: "who may call it", holds: equal },
  audience: { code: "AUDIENCE_DIFFERS", what: "the audience of the sender's token", holds: equal },
  streaming: { code: "STREAMING_MISSING", what: "streaming of responses", holds: equal },
  enabled: { code: "SOURCE_DISABLED", what: "its source", holds: equal },
  prefix: { code: "PREFIX_DIFFERS", what: "the prefix of all paths", holds: equal },
  settling: { code: "SETTLING_DIFFERS", what: "settling of messages by the host", holds: equal },
  renewal: { code: "RENEWAL_SHORT", what: "the time that a lock is renewed", unit: "s", holds: least },
};
