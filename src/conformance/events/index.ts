import type { Scenario } from "../scenario.ts";
import { batches } from "./batches.ts";
import { bucket } from "./bucket.ts";
import type { EventCarrier, EventTrigger, TaskCarrier } from "./carrier.ts";
import { context } from "./context.ts";
import { data } from "./data.ts";
import { deadLetters } from "./dead-letters.ts";
import { lanes } from "./lanes.ts";
import { outcomes } from "./outcomes.ts";
import { schedule } from "./schedule.ts";
import { schemas } from "./schemas.ts";
import { task } from "./task.ts";
import { time } from "./time.ts";
import { unreadable } from "./unreadable.ts";

type Topics<C extends EventCarrier | TaskCarrier> = Readonly<Record<string, readonly Scenario<C>[]>>;

const messages: Topics<EventCarrier> = {
  outcomes,
  deadLetters,
  schemas,
  unreadable,
  batches,
  time,
  data,
  context,
};

/**
 * The rules of event functions by trigger and topic: the same list in memory, on every codec through its inverse, and
 * on every provider's runtime.
 */
export const events: Readonly<Record<EventTrigger, Topics<EventCarrier>>> = {
  queue: { ...messages, lanes },
  topic: { ...messages, lanes },
  stream: { ...messages, lanes },
  cloudEvent: messages,
  bucket: { objects: bucket },
  schedule: { runs: schedule },
};

/** The rules of tasks. */
export const tasks: Topics<TaskCarrier> = { calls: task };
