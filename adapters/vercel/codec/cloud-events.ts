import { type Codec, error, eventsOfHttp, type Incoming } from "unmoor/adapter";
import { finished } from "./cron.ts";
import { isPushed, type Pushed, read } from "./pushed.ts";
import { verify } from "./secret.ts";

/** Build-time facts of a function that CloudEvents are sent to. */
export interface CloudEventsOptions {
  /** What the attributes of an event must be; others are rejected. */
  readonly match?: Readonly<Record<string, string>> | undefined;
  /** Variable of the secret that senders show as a bearer token; `CLOUDEVENTS_SECRET` by default. */
  readonly secret?: string | undefined;
  /** Whether the function has a handler for what is rejected; without it the sender learns of a failure. */
  readonly deadLetter?: boolean | undefined;
}

/**
 * CloudEvents over HTTP, binary, structured or batched, from whoever has the secret. 204 when all of them are settled;
 * otherwise 503, with `Retry-After` where a handler asked for a delay, or 500. Their sender decides what becomes of that.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 * @example push(cloudEventsCodec({ match: { type: "com.acme.paid" } }), eventDispatch("paid", paid, { provider: "vercel" }));
 */
export function cloudEventsCodec({
  match = {},
  secret = "CLOUDEVENTS_SECRET",
  deadLetter,
}: CloudEventsOptions = {}): Codec<"events", Pushed, Response> {
  return {
    name: "cloudevents",
    kind: "events",
    claims: (native): native is Pushed => isPushed(native, "POST", carriesEvents),
    async open(wire, host) {
      await verify(wire, host, secret);
      return read(wire);
    },
    decode({ headers, content = new Uint8Array() }) {
      const events = eventsOfHttp({ headers, body: content }).map((event): Incoming => {
        const wrong = Object.keys(match).find((name) => event[name] !== match[name]);
        const { traceparent } = event;
        return {
          event,
          ...(typeof traceparent === "string" && { trace: traceparent }),
          ...(wrong && { fault: error("UNMATCHED_EVENT", `${wrong} is "${event[wrong]}", not "${match[wrong]}"`) }),
        };
      });
      return { events };
    },
    encode(settled) {
      if (finished(settled, deadLetter)) return new Response(null, { status: 204 });
      const delays = settled.flatMap((it) => (it.is === "retry" ? [it.afterMs ?? 0] : [0]));
      const longest = Math.ceil(Math.max(...delays) / 1000);
      return longest
        ? new Response(null, { status: 503, headers: { "retry-after": `${longest}` } })
        : new Response(null, { status: 500 });
    },
  };
}

/** Whether headers say that there are CloudEvents; those of Vercel's own triggers are theirs. */
export const carriesEvents = (headers: Headers): boolean =>
  headers.has("ce-specversion")
    ? !/^com\.vercel\.(queue|schedule)\./.test(headers.get("ce-type") ?? "")
    : /^application\/cloudevents/i.test(headers.get("content-type") ?? "");
