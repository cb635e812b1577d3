import { type CloudEvent, eventOfJson, eventsOfHttp, fromBase64, type Incoming, nodeHeaders } from "unmoor/adapter";
import type { Push } from "./codec/push.ts";

type Read = Pick<Incoming, "event" | "fault">;

/**
 * The events of a request, each with what is wrong with its data: the others of its batch are none the worse for it.
 *
 * @throws `INVALID_EVENT` (400) for what is no CloudEvent
 */
export function eventsOf({ rawHeaders, rawBody: body = new Uint8Array() }: Push): Read[] {
  const headers = nodeHeaders(rawHeaders);
  try {
    return eventsOfHttp({ headers, body }).map((event) => ({ event }));
  } catch (cause) {
    const fault = cause as Error;
    const items = structured(headers, body);
    if (items) return items.map((item) => read(item, fault));
    // Without their type the data are bytes; attributes that are wrong stay wrong.
    const untyped = headers.filter(([name]) => name !== "content-type");
    return eventsOfHttp({ headers: untyped, body }).map((event) => ({ event, fault }));
  }
}

/** The events of a body in JSON; nothing where it is not in structured mode, or no JSON. */
function structured(headers: readonly (readonly [string, string])[], body: Uint8Array): unknown[] | undefined {
  if (headers.some(([name]) => name === "ce-specversion")) return undefined;
  try {
    return [JSON.parse(new TextDecoder().decode(body))].flat();
  } catch {
    return undefined;
  }
}

/** One event of the JSON format; data that its type does not fit are the bytes that they are. */
function read(item: unknown, otherwise: Error): Read {
  try {
    return { event: eventOfJson(item) };
  } catch (cause) {
    const { data_base64: base64, ...event } = Object(item) as { data_base64?: unknown };
    if (typeof base64 !== "string") throw otherwise;
    return { event: { ...eventOfJson(event), data: fromBase64(base64) } as CloudEvent, fault: cause as Error };
  }
}
