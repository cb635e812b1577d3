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
import { markOf, type Push } from "./codec/push.ts";
import { scheduler } from "./codec/scheduler.ts";
import type { Sender } from "./id-token.ts";

type EventCodec = Codec<"events", Push, NodeReply>;

/** A function, and one of the carriers that may bring its events. */
interface Row {
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

function rowsOf(app: App, options: DispatchOptions): Row[] {
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
function rowFor(rows: readonly Row[], wire: Push, invocation: Invocation): Row {
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

/** All event functions of an app behind one codec. */
export interface Table {
  readonly codec: EventCodec;
  readonly dispatch: Dispatch<"events">;
}

/**
 * The event functions of an app as one unit, for one endpoint of several senders. Who sends is asked first, and only
 * then for whom it is. Undefined for an app without any.
 *
 * @param sender asked of every delivery
 */
export function eventTable(app: App, options: DispatchOptions, sender: Sender | undefined): Table | undefined {
  const rows = rowsOf(app, options);
  const chosen = new WeakMap<Push | Invocation, Row>();
  return rows[0]
    ? {
        codec: {
          name: "any sender of Google's",
          kind: "events",
          claims: (native): native is Push => !!markOf(native),
          ...sender,
          decode(wire, invocation) {
            const row = rowFor(rows, wire, invocation);
            chosen.set(wire, row).set(invocation, row);
            return row.codec.decode(wire, invocation);
          },
          encode: (settled, wire) => (chosen.get(wire) as Row).codec.encode(settled, wire),
        },
        dispatch: {
          kind: "events",
          deliver: (delivery, invocation, host) =>
            (chosen.get(invocation) as Row).dispatch.deliver(delivery, invocation, host),
          // Which of them says no is all the same.
          refuse: rows[0].dispatch.refuse,
        },
      }
    : undefined;
}
