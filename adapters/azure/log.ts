import type { LogRecord } from "unmoor/adapter";

/** The part of the library's `InvocationContext` that logs. */
export interface AzureLog {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** An error as JSON can hold it. */
function plain(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: plain(cause) }) };
}

/**
 * Logs a record through the invocation's context, which is what ties it to the invocation in Application Insights.
 * Level and time are the platform's own; the line is JSON for `parse_json(message)`.
 */
export function writeLog(to: AzureLog, { level, time: _, error, fields, ...record }: LogRecord): void {
  const head = { ...record, ...(error !== undefined && { error: plain(error) }) };
  let line: string;
  try {
    line = JSON.stringify({ ...fields, ...head });
  } catch {
    // A bigint or a cycle among the fields: the record matters more than they do.
    line = JSON.stringify(head);
  }
  to[level](line);
}
