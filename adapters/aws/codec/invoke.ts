import type { Codec } from "unmoor/adapter";

/** Members by which the events of AWS are known: a task is never run for one. */
const FOREIGN = ["requestContext", "detail-type", "methodArn", "routeArn", "awslogs", "alarmArn"];

/**
 * Direct invocation, synchronous or not: Lambda does not tell. Any JSON but the events that AWS sends: what was wired to
 * a task by mistake fails, instead of being run as an input that nobody sent.
 *
 * @example export const handler = buffered(invoke(), taskDispatch("resize", resize, { provider: "aws" }));
 */
export function invoke(): Codec<"task", unknown, unknown> {
  return {
    name: "invoke",
    kind: "task",
    claims(native): native is unknown {
      const event = Object(native) as Record<string, unknown>;
      const first = (event.Records as readonly unknown[] | undefined)?.[0];
      const { eventSource, EventSource } = Object(first ?? event) as Record<string, unknown>;
      return !(
        eventSource ||
        EventSource ||
        event.Event === "s3:TestEvent" ||
        /^arn:[\w-]+:scheduler:/.test(`${event.source}`) ||
        FOREIGN.some((name) => name in event)
      );
    },
    decode: (input) => ({ input }),
    encode: (outcome) => outcome,
  };
}
