import { type Adapter, error } from "unmoor/adapter";
import { deliveryCodec } from "./codec/delivery.ts";
import { httpDelivery } from "./codec/http.ts";
import { deliveryInverse } from "./inverse/delivery.ts";

const unbuildable = (): never => {
  throw error("NOT_A_TARGET", 'the provider "memory" runs in tests only: use simulate() of unmoor/testing');
};

/** The provider that is no cloud: for tests, with every trait. */
export const adapter: Adapter = {
  name: "memory",
  shapes: {
    http: {
      codec: () => httpDelivery(),
      inverse: deliveryInverse<"http">(),
      traits: {
        streaming: true,
        requestStreaming: true,
        backpressure: true,
        truncation: true,
        disconnect: true,
        deadline: true,
        background: true,
        rawPath: true,
        rawQuery: true,
        repeated: true,
        cookies: true,
        headers: true,
        bodies: true,
        untouched: true,
        drain: true,
      },
      limits: {},
    },
    events: {
      codec: () => deliveryCodec("events"),
      inverse: deliveryInverse<"events">(),
      traits: {
        redelivery: true,
        partial: true,
        delay: true,
        attempt: true,
        deadLetter: true,
        id: true,
        order: true,
        trace: true,
      },
      limits: {},
    },
    task: { codec: () => deliveryCodec("task"), inverse: deliveryInverse<"task">(), traits: {}, limits: {} },
  },
  triggers: {
    http: ["http"],
    queue: ["events"],
    topic: ["events"],
    stream: ["events"],
    schedule: ["events"],
    bucket: ["events"],
    cloudEvent: ["events"],
    task: ["task"],
  },
  pack: "unit",
  entry: unbuildable,
  file: unbuildable,
  emit: unbuildable,
};
