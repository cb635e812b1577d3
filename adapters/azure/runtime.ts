import { type App, createRoutes, type DispatchOptions, httpDispatch } from "unmoor/adapter";
import { type AuthLevel, register } from "./carrier/register.ts";
import { streamed } from "./carrier/streamed.ts";
import { type HttpOptions, httpStream } from "./codec/stream.ts";

export { eventDispatch, httpDispatch, taskDispatch } from "unmoor/adapter";
export { called } from "./carrier/called.ts";
export { delivered, type EventHandler } from "./carrier/delivered.ts";
export { type AuthLevel, type EventRegistration, type Registration, register } from "./carrier/register.ts";
export { type HttpHandler, streamed } from "./carrier/streamed.ts";
export { type BlobOptions, blob } from "./codec/blob.ts";
export type { EventOptions, EventWire } from "./codec/event.ts";
export { type EventGridOptions, eventGrid } from "./codec/event-grid.ts";
export { eventHubs } from "./codec/event-hubs.ts";
export { kafka } from "./codec/kafka.ts";
export { serviceBus, serviceBusTopic } from "./codec/service-bus.ts";
export { storageQueue } from "./codec/storage-queue.ts";
export { type HttpOptions, type HttpWire, httpStream } from "./codec/stream.ts";
export { httpTask, type TaskWire } from "./codec/task.ts";
export { timer } from "./codec/timer.ts";
export type { Connection } from "./connection.ts";

/** What the hand-written entry may be told. */
export interface AzureOptions extends HttpOptions, Partial<Omit<DispatchOptions, "provider">> {
  /** `anonymous` by default, as Azure's own; said explicitly, because it means that anybody may call. */
  readonly authLevel?: AuthLevel;
}

/**
 * Registers an app with the Functions runtime, written by hand in place of our build. Needs `"routePrefix": ""` in
 * host.json. Bundle it with `@azure/functions`, of which a process must have one copy.
 *
 * @param app a module's exports, or an object of functions
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example
 * import * as app from "./functions.ts";
 * toAzure(app, { authLevel: "anonymous" });
 */
export function toAzure(app: App, options: AzureOptions = {}): void {
  const { authLevel = "anonymous", provide, timeoutMs } = options;
  const dispatch = httpDispatch(createRoutes(app), { provider: "azure", provide });
  const handler = streamed(httpStream(options), dispatch, { timeoutMs });
  register([{ name: "http", route: "{*path}", authLevel, load: () => Promise.resolve({ handler }) }]);
}
