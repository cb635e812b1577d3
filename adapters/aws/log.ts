import type { LogRecord } from "unmoor/adapter";

/**
 * A record as one line of JSON, in the shape of Lambda's JSON logging: CloudWatch finds `level`, `requestId` and
 * `errorType` where its own lines have them, and does not encode the line again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export function logLine({ level, time, invocation, error, fields, ...rest }: LogRecord): string {
  const { name, message, code, stack, cause } = Object(error) as Partial<Error> & { code?: unknown };
  const head = {
    timestamp: new Date(time),
    level: level.toUpperCase(),
    requestId: invocation,
    ...rest,
    // Named as Lambda's own JSON logging names them.
    ...(error !== undefined && {
      errorType: name,
      errorMessage: message ?? String(error),
      code,
      stackTrace: stack?.split("\n"),
      cause: cause && String(cause),
    }),
  };
  try {
    // A field cannot rename what CloudWatch's queries rely on.
    return JSON.stringify({ ...fields, ...head });
  } catch {
    // A bigint or a cycle among the fields: the record matters more than they do.
    return JSON.stringify(head);
  }
}
