import type { LogRecord } from "unmoor/adapter";

/** Members of an error, or of whatever was thrown, as Lambda's own JSON logging names them. */
function errorFields(error: unknown): Record<string, unknown> {
  const { name, message, code, stack, cause } = Object(error) as Partial<Error> & { code?: unknown };
  return {
    errorType: name,
    errorMessage: message ?? String(error),
    code,
    stackTrace: stack?.split("\n"),
    cause: cause && String(cause),
  };
}

/**
 * A record as one line of JSON, in the shape of Lambda's JSON logging: CloudWatch finds `level`, `requestId` and
 * `errorType` where its own lines have them, and does not encode the line again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function logLine({ level, time, invocation, error, fields, ...rest }: LogRecord): string {
  const head = {
    timestamp: new Date(time),
    level: level.toUpperCase(),
    requestId: invocation,
    ...rest,
    ...(error !== undefined && errorFields(error)),
  };
  try {
    // A field cannot rename what CloudWatch's queries rely on.
    return JSON.stringify({ ...fields, ...head });
  } catch {
    // A bigint or a cycle among the fields: the record matters more than they do.
    return JSON.stringify(head);
  }
}
