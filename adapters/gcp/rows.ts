import {
  type App,
  type Codec,
  type Dispatch,
  type DispatchOptions,
  type EventFunction,
  error,
  eventDispatch,
  functionsOf,
  type Incoming,
  type Invocation,
  type NodeReply,
  type NodeRequest,
} from "unmoor/adapter";
import { cloudStorage } from "./codec/cloud-storage.ts";
import { cloudTasks } from "./codec/cloud-tasks.ts";
import { eventarc } from "./codec/eventarc.ts";
import { type PubsubOptions, pubsub } from "./codec/pubsub.ts";
import type { Push } from "./codec/push.ts";
import { scheduler } from "./codec/scheduler.ts";

export type EventCodec = Codec<"events", Push, NodeReply>;

/** A function, and one of the carriers that may bring its events. */
export interface Row {
  readonly name: string;
  readonly fn: EventFunction;
  /** Says where an event came through by the carrier's name and not the app's. */
  readonly plain: EventCodec;
  readonly codec: EventCodec;
  readonly dispatch: Dispatch<"events">;
}

/** Deliveries where a function does not say: as many as the build asks Google for. */
const ATTEMPTS = 5;

/** What carries a kind of source. */
const CARRIERS = (): Readonly<Record<string, readonly ((options: PubsubOptions) => EventCodec)[]>> => ({
  queue: [pubsub, cloudTasks],
  topic: [pubsub, ({ channel: topic, ...facts }) => eventarc({ ...facts, ...(topic && { topic }) })],
  stream: [pubsub],
  schedule: [scheduler],
  bucket: [cloudStorage],
  cloudEvent: [(facts) => eventarc({ ...facts, match: {} })],
});

/** The rows of an app: a function is in as many as there are carriers of its kind. */
export function rowsOf(app: App, options: DispatchOptions): Row[] {
  const carriers = CARRIERS();
  return functionsOf(app, "event").flatMap(([name, fn]) => {
    const { kind, name: channel } = fn.source;
    const { attempts = ATTEMPTS, deadLetter } = fn.options;
    const facts = {
      ...(channel !== undefined && { channel }),
      attempts,
      deadLetter: !!deadLetter,
      kind: kind as "queue",
    };
    return (carriers[kind] ?? []).map((make): Row => {
      const codec = make(facts);
      const delays = codec.name === "cloud-tasks";
      return { name, fn, plain: make({}), codec, dispatch: eventDispatch(name, fn, { ...options, delays }) };
    });
  });
}

/** How well an event fits a function: 2 by the function's name, 1 by its source's, 0 where nothing speaks against it. */
function score({ name, fn: { source, options } }: Row, { event, channel }: Incoming): number {
  const by = (said: unknown): number => (said === name ? 2 : said === source.name ? 1 : 0);
  switch (source.kind) {
    case "cloudEvent":
      return Object.entries(source.match ?? {}).every(([attribute, value]) => event[attribute] === value) ? 2 : -1;
    case "bucket":
      return event.type === `dev.unmoor.bucket.${options.when ?? "created"}` ? by(channel) : -1;
    case "schedule":
      return by(event.subject);
    default:
      if (channel !== undefined) return by(channel);
      // Of topics by Eventarc.
      return event.type === PUBLISHED ? by(event.source.replace(/.*\//, "")) : -1;
  }
}

const PUBLISHED = "google.cloud.pubsub.topic.v1.messagePublished";

/** The path that a request was sent to, as it came. */
export const pathOf = ({ url, originalUrl = url }: Pick<NodeRequest, "url" | "originalUrl">): string =>
  `${originalUrl}`.replace(/\?.*/s, "");

/**
 * The one function that a delivery is for: the one whose name is the path it was sent to, else whose name or source it
 * came through, else the only one there is.
 *
 * @throws `AMBIGUOUS`, `UNCLAIMED` (400), and what decoding throws
 */
export function rowFor(rows: readonly Row[], wire: Push, invocation: Invocation): Row {
  const path = pathOf(wire);
  const addressed = rows.filter(({ name }) => path === `/${name}`);
  const fitting = (addressed[0] ? addressed : rows)
    .filter(({ codec }) => codec.claims(wire))
    .map((row) => {
      const { events } = row.plain.decode(wire, invocation);
      return { row, score: Math.min(...events.map((incoming) => score(row, incoming))) };
    });
  const best = Math.max(0, ...fitting.map((each) => each.score));
  const all = fitting.filter((each) => each.score === best).map(({ row }) => row);
  const [one, another] = all;
  if (one && !another) return one;
  throw one
    ? error(
        "AMBIGUOUS",
        `AMBIGUOUS: this is for ${all.map(({ name }) => name).join(" or ")}; send it to the path of one, such as /${one.name}`,
        400,
      )
    : error("UNCLAIMED", "UNCLAIMED: the event is of no source that the app has a function for", 400);
}
