import {
  type App,
  calledTasks,
  createRoutes,
  type DispatchOptions,
  error,
  eventDispatch,
  functionsOf,
  httpDispatch,
  taskDispatch,
} from "unmoor/adapter";
import { called } from "./carrier/called.ts";
import { delivered } from "./carrier/delivered.ts";
import { type AuthLevel, type EventRegistration, type Registration, register } from "./carrier/register.ts";
import { streamed } from "./carrier/streamed.ts";
import { type HttpOptions, httpStream } from "./codec/stream.ts";
import { httpTask } from "./codec/task.ts";
import { functionName } from "./name.ts";
import { boundEvents } from "./table.ts";

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

/** What the hand-written entry may be told. Names and connections are those of the build's options for Azure. */
export interface AzureOptions extends HttpOptions, Partial<Omit<DispatchOptions, "provider" | "delays">> {
  /** `anonymous` by default, as Azure's own; said explicitly, because it means that anybody may call. Tasks ask for a key. */
  readonly authLevel?: AuthLevel;
  /** `service-bus` by default. */
  readonly queue?: "service-bus" | "storage-queue";
  /** `service-bus-topic` by default. */
  readonly topic?: "service-bus-topic" | "event-grid";
  /** `event-hubs` by default. */
  readonly stream?: "event-hubs" | "kafka";
  /** What queues, topics, streams and buckets are called there, by their names in the app; `%NAME%` is an app setting. */
  readonly resources?: Readonly<Record<string, string>>;
  /** App settings that hold connections; `ServiceBus`, `EventHubs` and `AzureWebJobsStorage` by default. */
  readonly connections?: Readonly<Partial<Record<"serviceBus" | "eventHubs" | "storage", string>>>;
  /** `many`: functions with `batch` get batches of Service Bus, which end as a whole. */
  readonly cardinality?: "one" | "many";
  /** More members of Kafka's binding: `brokerList`, `protocol`, `username` … */
  readonly kafka?: Readonly<Record<string, string>>;
}

/**
 * Registers an app with the Functions runtime, written by hand in place of our build: its routes as one HTTP function,
 * each event function with the binding that the build would give it, each task as `POST /<name>` with a function key.
 * Needs `"routePrefix": ""` in host.json. Bundle it with `@azure/functions`, of which a process must have one copy.
 *
 * @param app a module's exports, or an object of functions
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path; `MISSING_TRAIT` for what Azure
 *   cannot do; `UNKNOWN_SHAPE`, `INVALID_TARGET_CONFIG`, `INVALID_NAME`, `UNIT_CLASH`. An event that is not what its
 *   binding brings is `UNCLAIMED`, and fails
 * @example
 * import * as app from "./functions.ts";
 * toAzure(app, { authLevel: "anonymous", resources: { orders: "shop-orders" } });
 */
export function toAzure(app: App, options: AzureOptions = {}): void {
  const { authLevel = "anonymous", easyAuth, provide, timeoutMs, ...config } = options;
  const told = { provider: "azure", provide };
  const routes = createRoutes(app);
  const load = <Handler>(handler: Handler) => ({ load: () => Promise.resolve({ handler }) });
  const registrations: (Registration | EventRegistration)[] = [];
  if (functionsOf(app, "http")[0]) {
    const handler = streamed(httpStream(easyAuth ? { easyAuth } : {}), httpDispatch(routes, told), { timeoutMs });
    registrations.push({ name: "http", route: "{*path}", authLevel, ...load(handler) });
  }
  for (const { name, fn, binding, codec, timeoutMs: limit } of boundEvents(
    app,
    { ...config, name: "app" },
    timeoutMs,
  )) {
    const handler = delivered(codec, eventDispatch(name, fn, told), { timeoutMs: limit });
    registrations.push({ name: nameOf(name), ...binding, ...load(handler) });
  }
  for (const [name, fn] of calledTasks(app, routes)) {
    const handler = called(httpTask(), taskDispatch(name, fn, told), { timeoutMs });
    const level = authLevel === "admin" ? authLevel : "function";
    registrations.push({ name: nameOf(name), route: name, authLevel: level, methods: ["POST"], ...load(handler) });
  }
  const names = registrations.map(({ name }) => name.toLowerCase());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw error("UNIT_CLASH", `two functions are called "${twice}" on Azure; rename one`);
  register(registrations);
}

const nameOf = (name: string): string => functionName(name.replaceAll("$", "-"));
