/** Something that is missing or contradicts. */
export interface Finding {
  /** Stable over versions. */
  readonly code: FindingCode;
  readonly severity: "error" | "warning" | "note";
  readonly target: string;
  /** Of the app; several with commas. */
  readonly function: string;
  readonly message: string;
  /** File and keys. */
  readonly where: string;
  readonly help: string;
  /** The vendor's page. */
  readonly page: string;
}

/** What a comparison can find, and what each code means. */
export const findingCodes = {
  FUNCTION_MISSING: "no function of the file runs the unit",
  TRIGGER_MISSING: "nothing in the file starts the function",
  TRIGGER_DIFFERS: "something starts the function that its code was not built for",
  ROUTE_MISSING: "requests for a route do not reach the function",
  HANDLER_DIFFERS: "the handler is not what the bundle exports",
  RUNTIME_DIFFERS: "the runtime does not run the bundle",
  TIMEOUT_SHORT: "the function is ended before the time that its code asks for",
  MEMORY_SMALL: "the function has less memory than its code asks for",
  PAYLOAD_DIFFERS: "the events have another form than the one the code was built for",
  FILTER_DIFFERS: "the trigger lets other events through than the code listens to",
  PARTIAL_MISSING: "what the code reports of single events of a batch is not read",
  BATCH_SMALL: "batches are smaller than the code asks for",
  VISIBILITY_SHORT: "a message comes again while it is still handled",
  ATTEMPTS_DIFFER: "events are delivered more or less often than the code counts on",
  DEAD_LETTER_MISSING: "what is exhausted is lost",
  UNDELIVERED_LOST: "what the platform cannot deliver is lost",
  SCHEDULE_DIFFERS: "the schedule has other times than the code's",
  TIME_ZONE_DIFFERS: "the schedule runs in another zone than the code's",
  INPUT_DIFFERS: "the function is not told what its code reads",
  ORDER_MISSING: "the order that the code asks for is not kept",
  START_DIFFERS: "a new consumer begins elsewhere than the code asks for",
  ACCESS_DIFFERS: "others may call the function than the code allows",
  AUDIENCE_DIFFERS: "the sender's token is for another audience than the code asks for",
  STREAMING_MISSING: "responses are buffered",
  SOURCE_DISABLED: "what starts the function is turned off",
  PREFIX_DIFFERS: "paths begin with what no route has",
  SETTLING_DIFFERS: "nobody tells the broker what became of a message",
  RENEWAL_SHORT: "a lock ends before the function does",
} as const;

export type FindingCode = keyof typeof findingCodes;
