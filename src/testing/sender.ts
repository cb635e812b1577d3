import { type CloudEvent, error } from "../adapter/index.ts";
import type { AnySource, EventFunction, Schema } from "../app/index.ts";
import { validated } from "../pipeline/validated.ts";
import type { Deployment } from "./deployment.ts";
import { delayOf, type SendOptions, type Sent, sentTo } from "./event.ts";
import { checkEvent } from "./limit.ts";
import { nameOf } from "./plan.ts";

/** What is sent to a channel. */
export async function send(
  to: Deployment,
  channel: string | AnySource,
  data: unknown,
  options: SendOptions = {},
): Promise<CloudEvent> {
  const source = typeof channel === "string" ? sourceNamed(to, channel) : channel;
  // The input travels: the consumer's validation transforms it, once.
  if (source.schema) await validated(data, source.schema as Schema, "data");
  const sent = sentTo(source, data, options, numbers(to, nameOf(source)));
  route(to, source, sent, options);
  return sent.event;
}

/** What changes in a bucket. */
export function store(
  to: Deployment,
  bucket: string | { readonly name: string },
  key: string,
  facts: object,
  what: "created" | "deleted",
): CloudEvent {
  const name = typeof bucket === "string" ? bucket : bucket.name;
  const source: AnySource = { kind: "bucket", name };
  const sent = sentTo(source, { bucket: name, key, ...facts }, { subject: key }, numbers(to, name));
  const event = { ...sent.event, type: `dev.unmoor.bucket.${what}` };
  route(to, source, { ...sent, event }, {});
  return event;
}

const numbers = ({ world }: Deployment, channel: string): Parameters<typeof sentTo>[3] => ({
  number: world.count("event"),
  nth: world.count(`channel:${channel}`),
  now: world.clock.now(),
});

/** Puts an event before every function that listens to its source. */
function route(to: Deployment, source: AnySource, sent: Sent, options: SendOptions): void {
  const { world } = to;
  const { number } = sent;
  const listening = [...to.events].filter(([, fn]) => listens(fn, source, sent.event)).map(([name]) => name);
  // One of several consumers takes a message of a queue.
  const chosen =
    source.kind === "queue" ? listening.slice((number - 1) % (listening.length || 1)).slice(0, 1) : listening;
  const name = (event: number, fn: string): string => (chosen[1] ? `e${event}.${fn}` : `e${event}`);
  const consumers = chosen.map((fn) => to.consumer(fn));
  // Refused before anybody has it.
  for (const { unit } of consumers) {
    const {
      name: shape,
      shape: { limits },
      profile,
    } = unit.carrier;
    checkEvent(world.adapter.name, shape, sent.bytes, limits);
    const most = profile.delivery?.maxDelayMs ?? 0;
    if (delayOf(options) > most)
      throw error(
        "DELAY_TOO_LONG",
        `${world.adapter.name}: ${shape} delays ${most} ms at most, not ${delayOf(options)}`,
      );
  }
  world.tracer.add("send", `e${number}`, `${sent.channel}${chosen[0] ? "" : ", to nobody"}`);
  for (const consumer of consumers)
    consumer.put(name(number, consumer.name), sent, {
      delayMs: delayOf(options),
      lane: options.key,
      following: name(number + 1, consumer.name),
    });
}

/** @throws `UNKNOWN_CHANNEL` */
function sourceNamed({ app, events }: Deployment, name: string): AnySource {
  const sources = [...Object.values(app).filter(isSource), ...[...events.values()].map(({ source }) => source)];
  const found = sources.find((one) => one.name === name && one.kind !== "bucket");
  if (found) return found;
  const names = new Set(sources.flatMap((one) => one.name ?? []));
  throw error("UNKNOWN_CHANNEL", `the app has no channel "${name}"; it has ${[...names].join(", ") || "none"}`);
}

const isSource = (value: unknown): value is AnySource => {
  const { kind, handler } = (value ?? {}) as { kind?: unknown; handler?: unknown };
  return typeof kind === "string" && handler === undefined;
};

/** Whether a function gets the events of a source. */
function listens({ source, options }: EventFunction, sent: AnySource, event: CloudEvent): boolean {
  if (source.kind !== sent.kind) return false;
  if (source.kind === "bucket")
    return source.name === sent.name && event.type.endsWith(`.${options.when ?? "created"}`);
  if (source.kind !== "cloudEvent") return source.name === sent.name;
  return Object.entries(source.match ?? {}).every(([name, value]) => event[name] === value);
}
