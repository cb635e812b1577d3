import type { LogRecord } from "unmoor/adapter";

const KEY = "logging.googleapis.com/";

/** Text that Error Reporting finds: the stack, then the stacks of the causes. */
function stackOf(error: unknown): string {
  const { stack, cause } = (error ?? {}) as Partial<Error>;
  return (stack ?? String(error)) + (cause === undefined ? "" : `\nCaused by: ${stackOf(cause)}`);
}

/**
 * A record as one line of Cloud Logging's structured JSON. The trace joins the request's own log entry only under its
 * project's name, which no variable of Cloud Run holds: set `GOOGLE_CLOUD_PROJECT` to get it.
 *
 * @see https://docs.cloud.google.com/logging/docs/structured-logging#special-payload-fields
 */
export function logLine(record: LogRecord, project?: string): string {
  const { level, message, time, invocation, function: name, trace, error, fields } = record;
  const [, id, span, flags] = trace?.split("-") ?? [];
  const head = {
    severity: level === "warn" ? "WARNING" : level.toUpperCase(),
    message,
    time: new Date(time).toISOString(),
    // functions-framework gives its own lines the same label.
    [`${KEY}labels`]: { execution_id: invocation, function: name },
    ...(trace && {
      [`${KEY}trace`]: project ? `projects/${project}/traces/${id}` : id,
      [`${KEY}spanId`]: span,
      [`${KEY}trace_sampled`]: flags === "01",
    }),
    ...(error !== undefined && { stack_trace: stackOf(error) }),
  };
  try {
    // A field cannot rename what Cloud Logging reads.
    return JSON.stringify({ ...fields, ...head });
  } catch {
    // A bigint or a cycle among the fields: the record matters more than they do.
    return JSON.stringify(head);
  }
}
