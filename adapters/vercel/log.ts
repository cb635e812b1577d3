import type { LogRecord } from "unmoor/adapter";

/** An error as JSON can hold it. */
function plain(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause !== undefined && { cause: plain(cause) }) };
}

/**
 * A record as one line of JSON: Vercel keeps a line as it is, and log drains read its members.
 *
 * @see https://vercel.com/docs/drains/reference/logs
 */
export function logLine({ time, error, fields, ...record }: LogRecord): string {
  const head = { ...record, time: new Date(time).toISOString(), ...(error !== undefined && { error: plain(error) }) };
  try {
    return JSON.stringify({ ...fields, ...head });
  } catch {
    // A bigint or a cycle among the fields: the record matters more than they do.
    return JSON.stringify(head);
  }
}
