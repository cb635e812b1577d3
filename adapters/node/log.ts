import type { LogRecord } from "unmoor/adapter";

/** The stack, then the stacks of the causes. */
const stackOf = (error: Partial<Error> | null | undefined): string =>
  (error?.stack ?? String(error)) + (error?.cause ? `\nCaused by: ${stackOf(error.cause)}` : "");

/** A record as one line of JSON, under the names that log collectors know without being told. */
export function logLine({ level, message, time, invocation, function: name, trace, error, fields }: LogRecord): string {
  const head = {
    level,
    message,
    time: new Date(time),
    invocation,
    function: name,
    traceId: trace?.split("-")[1],
    ...(error !== undefined && { error: stackOf(error as Error) }),
  };
  try {
    // A field cannot rename what every line has.
    return JSON.stringify({ ...fields, ...head });
  } catch {
    // A bigint or a cycle among the fields: the record matters more than they do.
    return JSON.stringify(head);
  }
}
