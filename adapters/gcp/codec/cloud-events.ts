import { type CloudEvent, eventsOfHttp, type Incoming, nodeHeaders } from "unmoor/adapter";
import { traceparent } from "../trace.ts";
import type { Push } from "./push.ts";

/**
 * The events of a request.
 *
 * @throws `INVALID_EVENT` (400) for what is no CloudEvent. Data that are not what they are said to be are a fault of
 *   their event alone.
 */
export function incomings({ rawHeaders, rawBody = new Uint8Array() }: Push): Incoming[] {
  const headers = nodeHeaders(rawHeaders);
  let events: CloudEvent[];
  let fault: Error | undefined;
  try {
    events = eventsOfHttp({ headers, body: rawBody });
  } catch (cause) {
    fault = cause as Error;
    // Without their type the data are bytes; attributes that are wrong stay wrong.
    events = eventsOfHttp({ headers: headers.filter(([name]) => name !== "content-type"), body: rawBody });
  }
  return events.map((event) => {
    const trace = traceparent(event.traceparent, undefined);
    return { event, ...(fault && { fault }), ...(trace && { trace }) };
  });
}
