import { type App, type DispatchOptions, eventDispatch } from "unmoor/adapter";
import type { VercelFunction, WebOptions } from "./carrier/call.ts";
import { push } from "./carrier/push.ts";
import { refusing } from "./carrier/refusing.ts";
import { queueCodec } from "./codec/queue.ts";
import { scheduleCodec } from "./codec/schedule.ts";
import { eventsOf } from "./lacks.ts";
import { ATTEMPTS, consumerName } from "./source.ts";

/** What Vercel's own triggers start, and nobody else can: messages of queues and topics, and runs of Schedules. */
export function triggeredTable(
  app: App,
  told: DispatchOptions,
  options: WebOptions,
): (request: Request) => VercelFunction {
  const rows = eventsOf(app).map(([name, fn]) => {
    const { kind, name: channel } = fn.source;
    const { attempts = ATTEMPTS, deadLetter } = fn.options;
    const facts = { deadLetter: !!deadLetter };
    const codec =
      kind === "schedule"
        ? scheduleCodec(facts)
        : kind === "queue" || kind === "topic"
          ? queueCodec({ ...facts, kind, attempts })
          : undefined;
    const dispatch = eventDispatch(name, fn, { ...told, delays: kind !== "schedule" });
    return { name, channel, codec, call: codec && push(codec, dispatch, options) };
  });
  const unclaimed = refusing("UNCLAIMED", "no function is for what this trigger brings", 400, options);
  const ambiguous = refusing(
    "AMBIGUOUS",
    "several functions may be meant: name the consumer as the function, or the topic as its source",
    400,
    options,
  );
  return (request) => {
    const said = (name: string): string | null => request.headers.get(`ce-${name}`);
    const fitting = rows
      .filter(({ codec }) => codec?.claims(request))
      .map(({ name, channel, call }) => ({
        call,
        // By the function's name, by its source's, or nothing speaks against it.
        score:
          said("vqsconsumergroup") === consumerName(name) || said("vssschedulename") === name
            ? 2
            : Number(said("vqsqueuename") === channel),
      }));
    const best = Math.max(...fitting.map(({ score }) => score));
    const [one, another] = fitting.filter(({ score }) => score === best);
    return another ? ambiguous : (one?.call ?? unclaimed);
  };
}
