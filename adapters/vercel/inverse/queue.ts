import { type CloudEvent, type Delivery, encodeData, type Inverse, type Settled, toBase64 } from "unmoor/adapter";
import type { Pushed } from "../codec/pushed.ts";
import { proxied } from "./proxy.ts";

/** What the queue knows of a message that it has handed over. */
interface Lease {
  readonly id: string;
  readonly receipt: string;
  readonly delivery: Record<string, string>;
  readonly content: Uint8Array;
  acknowledged?: true;
  /** What the last PATCH asked for. */
  seconds?: number;
}

/** Bytes of a message that a callback carries: what a function's request may hold. */
const INLINE = 4_500_000;

/**
 * Vercel Queues: its callbacks, its leases, and what is left of a message when the function has answered.
 *
 * Only what the queue itself transports survives: id, creation time and content of an event that carries no attributes
 * of its own sender; other events travel as CloudEvents in JSON.
 */
export function queueInverse(): Inverse<"events", Pushed, Response> {
  const leases = new Map<string, Lease>();
  const ids = new Map<string, Lease>();
  const handedOver = new WeakMap<Pushed, Lease>();
  let count = 0;
  return {
    wire({ events }: Delivery<"events">) {
      const [incoming] = events;
      if (!incoming || events.length > 1) throw new Error("Vercel Queues deliver one message at a time");
      const { event, receipt = `receipt-${++count}`, channel = "orders", attempt = 1, trace, last } = incoming;
      const { content, type } = contentOf(event);
      const created = event.time ?? "2026-11-20T14:18:22.458Z";
      const delivery = { "vqs-message-id": event.id, "vqs-delivery-count": `${attempt}`, "vqs-timestamp": created };
      const lease: Lease = {
        id: event.id,
        receipt,
        content,
        delivery: { ...delivery, "vqs-receipt-handle": receipt, ...(type && { "content-type": type }) },
      };
      leases.set(receipt, lease);
      ids.set(event.id, lease);
      const large = content.length > INLINE;
      const wire = proxied(
        "POST",
        `/${channel}`,
        {
          "ce-specversion": "1.0",
          "ce-type": "com.vercel.queue.v2beta",
          "ce-source": event.source,
          "ce-id": event.id,
          "ce-time": created,
          "ce-vqsmessageid": event.id,
          "ce-vqsqueuename": channel,
          "ce-vqsconsumergroup": "consumer",
          "ce-vqsregion": "iad1",
          "ce-vqscreatedat": created,
          // It will not be delivered again: its end has come.
          "ce-vqsexpiresat": last ? "2020-01-01T00:00:00.000Z" : "2099-01-01T00:00:00.000Z",
          "x-vercel-oidc-token": "token-of-the-inverse",
          "x-vercel-queue-traceparent": trace,
          ...(!large && {
            "ce-vqsreceipthandle": receipt,
            "ce-vqsdeliverycount": `${attempt}`,
            "content-type": type,
          }),
        },
        large ? undefined : content,
      );
      handedOver.set(wire, lease);
      return wire;
    },
    async serve(call) {
      const [, kind = "", key = ""] = /\/consumer\/[\w-]+\/(id|lease)\/([^/]+)$/.exec(new URL(call.url).pathname) ?? [];
      const lease = (kind === "id" ? ids : leases).get(decodeURIComponent(key));
      if (!/^Bearer ./.test(call.headers.get("authorization") ?? "")) return new Response(null, { status: 401 });
      if (!lease) return new Response(null, { status: 404 });
      if (lease.acknowledged) return new Response(null, { status: 410 });
      if (kind === "id" && call.method === "POST") return multipart(lease);
      if (kind === "lease" && call.method === "DELETE") {
        lease.acknowledged = true;
        return new Response(null, { status: 204 });
      }
      if (kind === "lease" && call.method === "PATCH") {
        const { visibilityTimeoutSeconds } = (await call.json()) as { visibilityTimeoutSeconds: number };
        if (!(visibilityTimeoutSeconds >= 0 && visibilityTimeoutSeconds <= 3600))
          return new Response(null, { status: 400 });
        lease.seconds = visibilityTimeoutSeconds;
        return Response.json({ success: true });
      }
      return new Response(null, { status: 405 });
    },
    outcome(reply, wire): readonly Settled[] {
      const lease = handedOver.get(wire);
      const receipt = lease ? { receipt: lease.receipt } : {};
      // What comes again comes as a delivery of its own.
      if (lease && ids.get(lease.id) === lease) ids.delete(lease.id);
      if (lease && leases.get(lease.receipt) === lease) leases.delete(lease.receipt);
      // Whatever the function answers: what is acknowledged does not come again.
      if (lease?.acknowledged) return [{ is: "done", ...receipt }];
      const answered = reply instanceof Error ? 500 : reply.status;
      const error = new Error(`the lease was not ended: ${answered}`);
      // A failure is delivered again by the trigger's own delay, whatever was asked for before.
      const afterMs = answered < 300 && lease?.seconds !== undefined ? { afterMs: lease.seconds * 1000 } : {};
      return [{ is: "retry", error, ...afterMs, ...receipt }];
    },
  };
}

/** What the producer sent: data as it is where the carrier can say the rest, else a CloudEvent. */
function contentOf(event: CloudEvent): { content: Uint8Array; type: string | undefined } {
  const { data, datacontenttype, specversion: _, id: __, source: ___, type, time: ____, ...extensions } = event;
  if (/^dev\.unmoor\.(queue|topic)$/.test(type) && Object.keys(extensions).length === 0) {
    if (data === undefined) return { content: new Uint8Array(), type: datacontenttype };
    const said = datacontenttype ?? (data instanceof Uint8Array ? "application/octet-stream" : "application/json");
    return { content: encodeData(data, said), type: said };
  }
  const json = data instanceof Uint8Array ? { ...event, data: undefined, data_base64: toBase64(data) } : event;
  return { content: new TextEncoder().encode(JSON.stringify(json)), type: "application/cloudevents+json" };
}

function multipart({ delivery, content }: Lease): Response {
  const boundary = "----inverse-boundary";
  const fields = Object.entries(delivery).map(([name, value]) => `${name}: ${value}\r\n`);
  const encoder = new TextEncoder();
  const parts = [
    encoder.encode(`--${boundary}\r\n${fields.join("")}\r\n`),
    content,
    encoder.encode(`\r\n--${boundary}--\r\n`),
  ];
  return new Response(new Blob(parts as BlobPart[]), {
    headers: { "content-type": `multipart/mixed; boundary=${boundary}` },
  });
}
