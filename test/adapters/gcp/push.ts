import { type Codec, type Host, type Incoming, type NodeReply, nodeHost, type Settled } from "unmoor/adapter";
import type { Push } from "../../../adapters/gcp/runtime.ts";
import { invocation } from "./invocation.ts";

export type EventsCodec = Codec<"events", Push, NodeReply>;

/** A request of some sender. */
export function push(headers: Readonly<Record<string, string>>, body: unknown = "", over: Partial<Push> = {}): Push {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return {
    method: "POST",
    url: "/",
    rawHeaders: Object.entries(headers).flat(),
    rawBody: new Uint8Array(bytes),
    ...over,
  };
}

/** A wrapped push of Pub/Sub. */
export const message = (over: object = {}, envelope: object = {}): Push =>
  push(
    { "content-type": "application/json", "user-agent": "CloudPubSub-Google" },
    {
      message: { messageId: "7", publishTime: "2026-11-21T12:00:00.123Z", ...over },
      subscription: "projects/p/subscriptions/shop-fulfil",
      ...envelope,
    },
  );

export const base64 = (data: string | Uint8Array): string => Buffer.from(data).toString("base64");

export const decoded = (codec: EventsCodec, wire: Push): readonly Incoming[] => codec.decode(wire, invocation()).events;

/** The one event of a delivery. */
export function one(codec: EventsCodec, wire: Push): Incoming {
  const events = decoded(codec, wire);
  if (events.length !== 1) throw new Error(`${events.length} events`);
  return events[0] as Incoming;
}

export const done: Settled = { is: "done" };
export const retry = (afterMs?: number): Settled => ({
  is: "retry",
  error: new Error("again"),
  ...(afterMs !== undefined && { afterMs }),
});
export const reject: Settled = { is: "reject", error: new Error("never") };

export const status = async (codec: EventsCodec, wire: Push, ...settled: Settled[]): Promise<number> =>
  (await codec.encode(settled, wire)).status;

/** A host whose calls go to `serve`, and whose lines are kept. */
export function testHost(
  serve: (request: Request) => Promise<Response> = () => Promise.reject(new Error("no call was to be made")),
  env: Record<string, string> = {},
  now: number = Date.UTC(2026, 10, 21, 12),
): Host & { readonly lines: string[]; readonly calls: string[] } {
  const lines: string[] = [];
  const calls: string[] = [];
  return {
    ...nodeHost(),
    env,
    lines,
    calls,
    now: () => now,
    write: (_level, line) => void lines.push(line),
    fetch(request) {
      calls.push(`${request.method} ${request.url}`);
      return serve(request);
    },
  };
}
