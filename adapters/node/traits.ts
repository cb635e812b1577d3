import type { Limits, Traits } from "unmoor/adapter";
import { LARGEST } from "./carrier/receiver.ts";

/** Our own server on Node, without a platform around it. */
export const httpTraits: Traits<"http"> = {
  streaming: true,
  requestStreaming: true,
  backpressure: true,
  truncation: true,
  disconnect: true,
  deadline: {
    lacks: "nobody ends a request from outside; its deadline is counted from the time limit that it was built with",
  },
  background: true,
  rawPath: true,
  rawQuery: true,
  repeated: true,
  cookies: true,
  headers: true,
  bodies: true,
  untouched: true,
  drain: true,
};

/** https://nodejs.org/api/http.html#httpmaxheadersize: all lines together, else 431. */
export const httpLimits: Limits = { headerBytes: 16_384 };

const ATTEMPT = "CloudEvents over HTTP do not say which attempt they are";

/** A Knative Trigger as it is emitted: with retries, back-off and a dead letter sink. */
export const cloudEventsTraits: Traits<"events"> = {
  redelivery: true,
  partial: { lacks: "a batch of CloudEvents over HTTP is answered as one; Knative itself sends one event a request" },
  // https://knative.dev/docs/eventing/features/delivery-retryafter/
  delay: {
    lacks:
      "Knative tries again by the Trigger's back-off; it heeds Retry-After only with the feature delivery-retryafter, which is off by default",
  },
  attempt: { lacks: ATTEMPT },
  // The build asks for a sink, or for a handler.
  deadLetter: true,
  id: true,
  order: { lacks: "Knative brokers deliver in no order but by a Kafka broker's ordered Trigger: the shape `ordered`" },
  trace: true,
};

/** A Trigger of a Kafka broker with `kafka.eventing.knative.dev/delivery.order: ordered`. */
export const orderedTraits: Traits<"events"> = { ...cloudEventsTraits, partial: true, order: true };

/** What our own receiver holds. */
export const eventLimits: Limits = { eventBytes: LARGEST, requestBytes: LARGEST };

const UNREPEATED = "a run that fails is not repeated: the next one comes in its own time";

/** Runs of a schedule, started by the process's own clock. */
export const cronTraits: Traits<"events"> = {
  redelivery: { lacks: UNREPEATED },
  partial: true,
  delay: { lacks: UNREPEATED },
  attempt: { lacks: UNREPEATED },
  deadLetter: { lacks: UNREPEATED },
  id: true,
  order: { lacks: "a schedule has no lanes; a run that is due while the one before is under way is skipped" },
  trace: { lacks: "nobody sends a run: each begins a trace of its own" },
};

export const taskLimits: Limits = { requestBytes: LARGEST };
