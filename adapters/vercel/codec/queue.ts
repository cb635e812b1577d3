import { type Codec, error, type Incoming, type Settled } from "unmoor/adapter";
import { type CallQueue, LEASE, queueOf, RECEIPT } from "./lease.ts";
import { message } from "./message.ts";
import { isPushed, type Pushed, read } from "./pushed.ts";

/** Build-time facts of a queue's function. */
export interface QueueOptions {
  /** `queue` by default. */
  readonly kind?: "queue" | "topic";
  /** Deliveries after which a message is exhausted; the trigger's `maxDeliveries` grants some more. */
  readonly attempts?: number | undefined;
  /** `retryAfterSeconds` of the trigger, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the function has a handler for what is rejected; without it a reject is delivered again. */
  readonly deadLetter?: boolean | undefined;
}

/** A message that we may have leased. */
interface Leased extends Pushed {
  call?: CallQueue;
  /** A renewal that is under way: it must not overtake what follows. */
  renewal?: Promise<void>;
}

/** A lease is renewed each minute, in milliseconds. */
const EVERY = 60_000;
/** The soonest that a lease is renewed: the shortest lasts for 30 s. */
const SOON = 10_000;

/**
 * A message of Vercel Queues (`queue/v2beta`), as a queue or, one consumer group a function, as a topic.
 *
 * A 200 does not acknowledge: the lease of the message is ended by DELETE, or with PATCH it lasts until the next
 * delivery. Each other status has it delivered again after the trigger's `retryAfterSeconds`. A large message comes
 * without its body and lease, which are fetched; one that another delivery has leased (409) or settled (410) is left to
 * that one. The platform keeps such functions off the web.
 *
 * @see https://vercel.com/docs/queues
 * @example push(queueCodec({ deadLetter: true }), eventDispatch("fulfil", fulfil, { provider: "vercel" }));
 */
export function queueCodec({
  kind = "queue",
  attempts = Number.POSITIVE_INFINITY,
  retryAfterMs = EVERY,
  deadLetter,
}: QueueOptions = {}): Codec<"events", Leased, Response> {
  /** Whether it must come again. */
  const again = ({ is }: Settled): boolean => is === "retry" || (is === "reject" && !deadLetter);
  return {
    name: "queue",
    kind: "events",
    claims: (native): native is Leased =>
      isPushed(native, "POST", (headers) => headers.get("ce-type") === "com.vercel.queue.v2beta"),
    async open(wire, host) {
      const call = queueOf(wire, host);
      return { ...(wire.headers.has(RECEIPT) ? await read(wire) : await receive(wire, call)), call };
    },
    decode({ headers, content }, { at }) {
      if (!content) return { events: [] };
      const said = (name: string): string | undefined => headers.get(name) ?? undefined;
      const [id, source, receipt] = [said("ce-id"), said("ce-source"), said(RECEIPT)];
      if (!id || !source || !receipt) throw error("INVALID_MESSAGE", "no id, source or lease", 400);
      const attempt = Number(said("ce-vqsdeliverycount")) || undefined;
      // The time of `ce-time` is that of the delivery.
      const time = said("ce-vqscreatedat") ?? said("ce-vqstimestamp");
      const incoming = {
        ...message(content, said("content-type"), { id, source, type: `dev.unmoor.${kind}`, ...(time && { time }) }),
        receipt,
        channel: said("ce-vqsqueuename"),
        attempt,
        // What would be delivered again after its end is dropped instead.
        last: Number(attempt) >= attempts || Date.parse(`${said("ce-vqsexpiresat")}`) - retryAfterMs < at,
        trace: said("x-vercel-queue-traceparent"),
      };
      return { events: [incoming as Incoming] };
    },
    hold(wire, host) {
      const { headers, content } = wire;
      let cancel: (() => void) | undefined;
      const renew = (ms: number): void => {
        cancel = host.after(ms, () => {
          wire.renewal = lease(wire, LEASE)
            .then(
              () => EVERY,
              () => SOON,
            )
            .then((next) => void (cancel && renew(next)));
        });
      };
      const left = Date.parse(`${headers.get("ce-vqsvisibilitydeadline")}`) - host.now();
      if (content) renew(Math.min(EVERY, Math.max(SOON, left / 5 || 0)));
      return () => {
        cancel?.();
        cancel = undefined;
      };
    },
    async close([settled], wire) {
      await wire.renewal;
      if (!settled) return;
      const afterMs = delayOf(settled);
      if (!again(settled)) await lease(wire);
      // An hour is the longest lease.
      else if (afterMs !== undefined) await lease(wire, Math.min(3600, Math.ceil(afterMs / 1000)));
    },
    encode: ([settled]) =>
      new Response(null, { status: settled && again(settled) && delayOf(settled) === undefined ? 500 : 200 }),
  };
}

const delayOf = (settled: Settled): number | undefined => (settled as { afterMs?: number }).afterMs;

/** Keeps a message to ourselves for so many seconds more, after which it is delivered again; without any, it is done. */
const lease = ({ headers, call }: Leased, seconds?: number): Promise<Response> =>
  call!(
    seconds === undefined ? "DELETE" : "PATCH",
    `lease/${encodeURIComponent(`${headers.get(RECEIPT)}`)}`,
    seconds === undefined ? undefined : `{"visibilityTimeoutSeconds":${seconds}}`,
  );

/** Fetches a large message with its lease: the only part of a `multipart/mixed` body. */
async function receive({ method, headers: given }: Pushed, call: CallQueue): Promise<Pushed> {
  const response = await call("POST", `id/${encodeURIComponent(`${given.get("ce-vqsmessageid")}`)}`);
  if (!response.ok) return { method, headers: given };
  const body = new Uint8Array(await response.arrayBuffer());
  // One character a byte, and only at both ends: a message may have 100 MB, and its bytes may hold anything.
  const latin1 = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
  const [head = "", delimiter, fields = ""] =
    /^(--.+)\r\n([\s\S]*?\r\n)\r\n/.exec(latin1(body.subarray(0, 16_384))) ?? [];
  const tail = Math.max(0, body.length - 1024);
  const end = latin1(body.subarray(tail)).lastIndexOf(`\r\n${delimiter}--`);
  if (end < 0) throw error("INVALID_MESSAGE", "the queue gave no message");
  const headers = new Headers(given);
  // Of the callback, not of the message.
  headers.delete("content-type");
  // A part says `Vqs-Receipt-Handle` where a callback says `ce-vqsreceipthandle`.
  for (const [, name = "", value = ""] of fields.matchAll(/(.+?): *(.*)\r\n/g))
    headers.set(/^vqs/i.test(name) ? `ce-${name.replace(/-/g, "")}` : name, value);
  return { method, headers, content: body.subarray(head.length, tail + end) };
}
