import {
  type CloudEvent,
  encodeData,
  error,
  eventToBinary,
  eventToStructured,
  type Incoming,
  type Inverse,
  type NodeReply,
  type Settled,
  toBase64,
} from "unmoor/adapter";
import { headersOf, jsonOf, type Push, type Wrapped } from "../codec/push.ts";

type EventsInverse = Inverse<"events", Push, NodeReply>;

const PROJECT = "projects/my-project";

const post = (headers: readonly (readonly [string, string])[], rawBody: Uint8Array, url = "/"): Push => ({
  method: "POST",
  url,
  rawHeaders: [["host", "a.example"], ...headers, ["content-length", `${rawBody.length}`]].flat(),
  rawBody,
});

/** What is at fault travels as bytes that are not the JSON that they are said to be. */
const sent = ({ event, fault, ...rest }: Incoming): Incoming => ({
  ...rest,
  event: fault
    ? {
        ...event,
        datacontenttype: "application/json",
        data: event.data instanceof Uint8Array ? event.data : new TextEncoder().encode("{"),
      }
    : event,
});

/** These carry one event a request. */
function only(events: readonly Incoming[], carrier: string): Incoming {
  const [incoming] = events.map(sent);
  if (!incoming || events[1]) throw error("ONE_EVENT", `${carrier} sends one event a request, not ${events.length}`);
  return incoming;
}

/** What a sender concludes that knows yes and no alone. */
const concluded = (reply: NodeReply | Error, acknowledged: readonly number[], lane?: string): Settled => ({
  ...(!(reply instanceof Error) && acknowledged.includes(reply.status)
    ? { is: "done" }
    : { is: "retry", error: reply instanceof Error ? reply : new Error(`answered ${reply.status}`) }),
  ...(lane !== undefined && { lane }),
});

/** What our own kind of message needs beside its data; all else is said by the attributes of its CloudEvent. */
function attributesOf(event: CloudEvent, own: boolean): [string, string][] {
  const { specversion, id, source, type, time, subject, data, datacontenttype, dataschema, partitionkey, ...others } =
    event;
  const core = own ? { dataschema } : { specversion, id, source, type, time, subject, dataschema };
  return [
    ...Object.entries(core).map(([name, value]) => [`ce-${name}`, value]),
    ...Object.entries(others),
    ["content-type", datacontenttype],
  ].filter((pair): pair is [string, string] => typeof pair[1] === "string");
}

/** https://docs.cloud.google.com/pubsub/docs/push: whatever else is answered, the message comes again. */
const ACKNOWLEDGED = [102, 200, 201, 202, 204];

/**
 * Pub/Sub. An event of a type of ours is a message that somebody published; any other is a CloudEvent in a message.
 */
export const pubsubInverse: EventsInverse = {
  wire({ events }) {
    const { event, lane, attempt, trace } = only(events, "Pub/Sub");
    const own = /^dev\.unmoor\.(queue|topic|stream)$/.test(event.type);
    const attributes = Object.fromEntries(attributesOf(event, own));
    if (trace) attributes.traceparent = trace;
    const bytes = encodeData(event.data, event.datacontenttype);
    const body: Wrapped & { readonly message: object } = {
      message: {
        messageId: event.id,
        message_id: event.id,
        ...(event.time && { publishTime: event.time, publish_time: event.time }),
        ...(Object.keys(attributes)[0] && { attributes }),
        ...(lane !== undefined && { orderingKey: lane }),
        ...(bytes.length && { data: toBase64(bytes) }),
      },
      subscription: /^\/\/pubsub\.googleapis\.com\/(.+)/.exec(event.source)?.[1] ?? `${PROJECT}/subscriptions/mine`,
      ...(attempt !== undefined && { deliveryAttempt: attempt }),
    };
    const headers = [
      ["content-type", "application/json"],
      ["user-agent", "CloudPubSub-Google"],
    ] as const;
    return post(headers, new TextEncoder().encode(JSON.stringify(body)));
  },
  outcome(reply, wire) {
    const { message } = jsonOf(wire) as Wrapped;
    return [concluded(reply, ACKNOWLEDGED, message.orderingKey as string | undefined)];
  },
};

const SUCCESSES = Array.from({ length: 100 }, (_, i) => 200 + i);

/** Cloud Tasks: reads `Retry-After`, and takes every 2xx for a yes. */
export const cloudTasksInverse: EventsInverse = {
  wire({ events }) {
    const { event, attempt = 1, channel = "my-queue", trace } = only(events, "Cloud Tasks");
    const own = event.type === "dev.unmoor.queue";
    const headers: [string, string][] = [
      ["user-agent", "Google-Cloud-Tasks"],
      ["x-cloudtasks-queuename", channel],
      ["x-cloudtasks-taskname", event.id],
      ["x-cloudtasks-taskretrycount", `${attempt - 1}`],
      ["x-cloudtasks-taskexecutioncount", "0"],
      ["x-cloudtasks-tasketa", `${Date.parse(event.time ?? "2026-10-05T08:41:00Z") / 1000}`],
    ];
    if (trace) headers.push(["traceparent", trace]);
    if (own && event.datacontenttype) headers.push(["content-type", event.datacontenttype]);
    const binary = own ? undefined : eventToBinary(event);
    return post(
      [...headers, ...(binary?.headers ?? [])],
      binary?.body ?? encodeData(event.data, event.datacontenttype),
    );
  },
  outcome(reply) {
    const concludes = concluded(reply, SUCCESSES);
    if (reply instanceof Error || concludes.is !== "retry") return [concludes];
    const at = reply.headers.indexOf("retry-after");
    return [{ ...concludes, ...(at >= 0 && { afterMs: Number(reply.headers[at + 1]) * 1000 }) }];
  },
};

/** Eventarc: binary CloudEvents, one a request; several come as a batch, which others send. */
export const eventarcInverse: EventsInverse = {
  wire({ events }) {
    const traced = events.map(sent).map(({ event, trace }) => (trace ? { ...event, traceparent: trace } : event));
    const { headers, body } = traced[1] || !traced[0] ? eventToStructured(traced) : eventToBinary(traced[0]);
    return post([...headers], body);
  },
  outcome(reply, wire) {
    const { "ce-specversion": binary } = headersOf(wire);
    const count = binary ? 1 : [jsonOf(wire)].flat().length;
    return Array.from({ length: count }, () => concluded(reply, ACKNOWLEDGED));
  },
};

/** Cloud Storage: the portable event of an object, in Google's words. */
export const cloudStorageInverse: EventsInverse = {
  wire({ events }) {
    const { event, trace } = only(events, "Cloud Storage");
    const bytes = event.data instanceof Uint8Array && event.data;
    const { bucket, key, size, version, ...object } = Object(event.data) as Readonly<Record<string, unknown>>;
    const { headers, body } = eventToBinary({
      ...event,
      type: `google.cloud.storage.object.v1.${event.type.endsWith(".deleted") ? "deleted" : "finalized"}`,
      subject: `objects/${key ?? event.subject}`,
      bucket: bucket ?? event.source.replace(/.*\//, ""),
      datacontenttype: "application/json",
      ...(trace && { traceparent: trace }),
      data: bytes || {
        bucket,
        name: key,
        ...object,
        // 64-bit numbers are strings in the JSON of protocol buffers.
        ...(size !== undefined && { size: `${size}` }),
        ...(version !== undefined && { generation: version }),
      },
    });
    return post([...headers], body);
  },
  outcome: (reply) => [concluded(reply, ACKNOWLEDGED)],
};

/** Cloud Scheduler: no body; the job's name is the source's last part. */
export const schedulerInverse: EventsInverse = {
  wire({ events }) {
    const { event } = only(events, "Cloud Scheduler");
    const headers: [string, string][] = [
      ["user-agent", "Google-Cloud-Scheduler"],
      ["x-cloudscheduler", "true"],
      ["x-cloudscheduler-jobname", event.source.replace(/.*\//, "") || "job"],
      ["x-cloudscheduler-scheduletime", event.time ?? "2026-10-05T01:41:00-07:00"],
    ];
    return post(headers, new Uint8Array());
  },
  outcome: (reply) => [concluded(reply, SUCCESSES)],
};

/** Whoever calls a task. */
export const taskInverse: Inverse<"task", Push, NodeReply> = {
  wire({ input }) {
    const text = JSON.stringify(input) as string | undefined;
    return post(text === undefined ? [] : [["content-type", "application/json"]], new TextEncoder().encode(text ?? ""));
  },
  outcome(reply) {
    if (reply instanceof Error) return reply;
    if (reply.status >= 300) return new Error(`answered ${reply.status}`);
    return reply.body ? JSON.parse(new TextDecoder().decode(reply.body as Uint8Array)) : undefined;
  },
};
