import {
  type App,
  type Codec,
  type DispatchOptions,
  error,
  eventDispatch,
  type Incoming,
  type Kind,
  taskDispatch,
} from "unmoor/adapter";
import { invoke } from "./codec/invoke.ts";
import { kafka } from "./codec/kafka.ts";
import { kinesis } from "./codec/kinesis.ts";
import { s3 } from "./codec/s3.ts";
import { s3EventBridge } from "./codec/s3-event-bridge.ts";
import { scheduleRule } from "./codec/schedule-rule.ts";
import { scheduler } from "./codec/scheduler.ts";
import type { BatchOptions } from "./codec/settle.ts";
import { sns } from "./codec/sns.ts";
import { toldEventBridge, toldS3Sqs, toldSnsSqs, toldSqs } from "./codec/told.ts";
import type { buffered, Handler } from "./runtime.ts";

type EventFunction = Parameters<typeof eventDispatch>[1];
type TaskFunction = Parameters<typeof taskDispatch>[1];
type Make = (options: BatchOptions) => Codec<"events">;

/** Which codecs carry a kind of source; of all of them, each event is claimed by one. */
const CODECS = (): Readonly<Record<string, readonly unknown[]>> => ({
  queue: [toldSqs],
  topic: [sns, toldSnsSqs],
  stream: [kinesis, kafka],
  schedule: [scheduler, scheduleRule],
  bucket: [s3EventBridge, s3, toldS3Sqs],
  cloudEvent: [toldEventBridge],
});

/** A codec, and the handler of what it claims. */
export interface Carrier {
  readonly codec: Pick<Codec<Kind>, "name" | "claims">;
  readonly handler: Handler;
}

/** The functions of an app of one kind. */
const functionsOf = <F>(app: App, kind: "event" | "task"): [string, F][] =>
  Object.entries(app).filter(([, value]) => (value as { kind?: unknown } | null | undefined)?.kind === kind) as [
    string,
    F,
  ][];

/** The one function that an event is for: the only one of its kind, or the one whose source it names. */
function chosen(
  functions: readonly [string, EventFunction][],
  [first]: readonly Incoming[],
): readonly [string, EventFunction] {
  const named = functions.filter(([name, { source }]) =>
    source.match
      ? Object.entries(source.match).every(([attribute, value]) => first?.event[attribute] === value)
      : first?.channel === (source.name ?? name),
  );
  // A source that the platform has named goes to the only function there is.
  const [one, another] = named[0] || functions[0]?.[1].source.match ? named : functions;
  if (one && !another) return one;
  const what = `${first?.event.type} of ${first?.channel ?? first?.event.source}`;
  throw one
    ? error(
        "AMBIGUOUS",
        `${what} is for ${functions.map(([name]) => name).join(" or ")}; give each a handler of its own`,
      )
    : error("UNCLAIMED", `no function is for ${what}`);
}

/**
 * The carriers of an app's event functions and task, for one handler of several sources. A function is found by the name
 * of the queue, topic, stream, bucket or schedule, which must be the physical one where several of a kind share a
 * handler.
 */
export function carriers(
  app: App,
  options: DispatchOptions,
  partial: boolean,
  handle: typeof buffered,
): readonly Carrier[] {
  const events = functionsOf<EventFunction>(app, "event");
  const tasks = functionsOf<TaskFunction>(app, "task");
  const codecs = Object.entries(CODECS()).flatMap(([kind, makers]) => {
    const functions = events.filter(([, { source }]) => source.kind === kind);
    return functions[0]
      ? (makers as Make[]).map((make): Carrier => {
          const codec = make({});
          return {
            codec,
            handler: async (event, context) => {
              const [name, fn] = chosen(functions, codec.decode(event, undefined as never).events);
              const facts = { partial, deadLetter: !!fn.options.deadLetter };
              return handle(make(facts), eventDispatch(name, fn, options))(event, context);
            },
          };
        })
      : [];
  });
  const [first, ...others] = tasks;
  return first && !others[0]
    ? [...codecs, { codec: invoke(), handler: handle(invoke(), taskDispatch(...first, options)) }]
    : codecs;
}
