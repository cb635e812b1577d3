// The functions that the event scenarios deliver to, by trigger and variant.
export * from "./events/bucket.ts";
export * from "./events/cloud-event.ts";
export * from "./events/queue.ts";
export * from "./events/schedule.ts";
export * from "./events/stream.ts";
export * from "./events/task.ts";
export * from "./events/topic.ts";
