import { adapters } from "unmoor/adapters";
import { environment as ofNode } from "../../adapters/node/index.ts";
import { environment as ofVercel } from "../../adapters/vercel/index.ts";
import type { Adapter, Trigger } from "../../src/adapter/index.ts";
import {
  type DirectEventOptions,
  directEventCarrier,
  directTaskCarrier,
  type EventCarrier,
  type EventTrigger,
  type TaskCarrier,
} from "../../src/conformance/index.ts";
import * as app from "../scenarios/events.ts";

const TRIGGERS: readonly EventTrigger[] = ["queue", "topic", "stream", "bucket", "schedule", "cloudEvent"];

/** All registered adapters. */
export const registered: readonly Adapter[] = await Promise.all(
  Object.values(adapters).map(async (load) => (await load()).adapter),
);

const shapesOf = ({ triggers }: Adapter, trigger: Trigger): readonly string[] => {
  const carriers = triggers[trigger];
  return "lacks" in carriers ? [] : carriers;
};

/** What runs a shape in process. */
export const optionsOf = (adapter: Adapter, shape: string): DirectEventOptions => ({
  adapter,
  shape,
  app,
  // What senders of the inverses show.
  env: adapter.name === "node" ? ofNode : ofVercel,
});

/** Every shape of every registered provider for every trigger that it carries. */
export const eventCarriers: readonly EventCarrier[] = await Promise.all(
  registered.flatMap((adapter) =>
    TRIGGERS.flatMap((trigger) =>
      shapesOf(adapter, trigger).map((shape) => directEventCarrier(optionsOf(adapter, shape), trigger)),
    ),
  ),
);

export const taskCarriers: readonly TaskCarrier[] = registered.flatMap((adapter) =>
  shapesOf(adapter, "task").map((shape) => directTaskCarrier(optionsOf(adapter, shape))),
);
