import { eventToBinary, eventToStructured, type Inverse, type Settled } from "unmoor/adapter";
import type { Pushed } from "../codec/pushed.ts";
import { authorization, failed, proxied } from "./proxy.ts";

/** A sender of CloudEvents: one in binary mode, several in batched mode; it sends again what was not answered with 2xx. */
export function cloudEventsInverse(): Inverse<"events", Pushed, Response> {
  const counts = new WeakMap<Pushed, number>();
  return {
    wire({ events }) {
      const traced = events.map(({ event, trace }) => (trace ? { ...event, traceparent: trace } : event));
      const [first, second] = traced;
      const { headers, body } = first && !second ? eventToBinary(first) : eventToStructured(traced);
      const wire = proxied("POST", "/events", { ...Object.fromEntries(headers), authorization }, body);
      counts.set(wire, events.length);
      return wire;
    },
    outcome(reply, wire) {
      const status = reply instanceof Error ? 500 : reply.status;
      const seconds = reply instanceof Error ? null : reply.headers.get("retry-after");
      const settled: Settled =
        status < 300
          ? { is: "done" }
          : { is: "retry", error: failed(status), ...(seconds && { afterMs: Number(seconds) * 1000 }) };
      return Array.from({ length: counts.get(wire) ?? 1 }, () => settled);
    },
  };
}
