import type { Codec, NodeReply } from "unmoor/adapter";
import { answer, type EventOptions, settled } from "./answer.ts";
import { incomingOf } from "./message.ts";
import { headersOf, markOf, type Push } from "./push.ts";

/** Build-time facts of a unit behind a queue of Cloud Tasks. */
export interface CloudTasksOptions extends EventOptions {
  /** Name of the queue as the app calls it; its id by default. */
  readonly channel?: string;
  /** `max_attempts` of the queue: after the last one the task is deleted. */
  readonly attempts?: number;
}

/**
 * A queue of Cloud Tasks. `TaskRetryCount` counts every dispatch; `TaskExecutionCount` leaves out 5xx and time-outs, so
 * it is no attempt. A delay leaves as 503 with `Retry-After`, which slows the whole queue.
 *
 * @see https://docs.cloud.google.com/tasks/docs/creating-http-target-tasks#handler
 */
export function cloudTasks(options: CloudTasksOptions = {}): Codec<"events", Push, NodeReply> {
  return {
    name: "cloud-tasks",
    kind: "events",
    claims: (native): native is Push => markOf(native) === "x-cloudtasks-taskname",
    ...options.sender,
    decode(wire) {
      const headers = headersOf(wire);
      const { "x-cloudtasks-queuename": queue = "", "x-cloudtasks-taskretrycount": retries = Number.NaN } = headers;
      const attempt = Number(retries) + 1;
      // Seconds with decimals; of a task for at once, when it was made.
      const eta = Number(headers["x-cloudtasks-tasketa"]) * 1000;
      const event = incomingOf({
        said: {
          id: headers["x-cloudtasks-taskname"] ?? "",
          source: `//cloudtasks.googleapis.com/queues/${queue}`,
          type: "dev.unmoor.queue",
          time: eta && eta < 8.64e15 ? new Date(eta).toISOString() : undefined,
        },
        attributes: Object.fromEntries(
          Object.entries(headers)
            .filter(
              ([name, value]) =>
                /^(ce-|content-type|traceparent)/.test(name) &&
                // The one type that Cloud Tasks may have put there where nobody has said anything.
                (headers["ce-specversion"] || value !== "application/octet-stream"),
            )
            .map(([name, value]) => [name, name.startsWith("ce-") ? unescaped(`${value}`) : value]),
        ),
        data: wire.rawBody,
      });
      return {
        events: [
          {
            ...event,
            channel: options.channel ?? queue,
            ...(attempt && { attempt, last: attempt >= (options.attempts as number) }),
          },
        ],
      };
    },
    encode(all) {
      if (settled(all, options)) return answer(204);
      const after = Math.max(...all.map((each) => (each.is === "retry" && each.afterMs) || 0));
      return after > 0 ? answer(503, "retry-after", `${Math.ceil(after / 1000)}`) : answer(500);
    },
  };
}

/** HTTP's binding percent-encodes attributes. What is no valid encoding stays as it came. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
