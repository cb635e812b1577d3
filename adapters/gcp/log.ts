import type { LogRecord } from "unmoor/adapter";

const KEY = "logging.googleapis.com/";

/** Text that Error Reporting finds: the stack, then the stacks of the causes. */
const stackOf = (error: Partial<Error> | null | undefined): string =>
  (error?.stack ?? String(error)) + (error?.cause ? `\nCaused by: ${stackOf(error.cause)}` : "");

/**
 * A record as one line of Cloud Logging's structured JSON. The trace joins the request's own log entry only under its
 * project's name, which no variable of Cloud Run holds: set `GOOGLE_CLOUD_PROJECT` to get it.
 *
 * @see https://docs.cloud.google.com/logging/docs/structured-logging#special-payload-fields
 */
export function logLine(record: LogRecord, project?: string): string {
  const { level, error } = record;
  // Without a trace, JSON drops its members.
  const [, id, span, flags] = record.trace?.split("-") ?? [];
  const head = {
    severity: level === "warn" ? "WARNING" : level.toUpperCase(),
    message: record.message,
    time: new Date(record.time),
    // functions-framework gives its own lines the same label.
    [`${KEY}labels`]: { execution_id: record.invocation, function: record.function },
    [`${KEY}trace`]: project && id ? `projects/${project}/traces/${id}` : id,
    [`${KEY}spanId`]: span,
    [`${KEY}trace_sampled`]: flags && flags === "01",
    ...(error !== undefined && { stack_trace: stackOf(error as Error) }),
  };
  try {
    // A field cannot rename what Cloud Logging reads.
    return JSON.stringify({ ...record.fields, ...head });
  } catch {
    // A bigint or a cycle among the fields: the record matters more than they do.
    return JSON.stringify(head);
  }
}
