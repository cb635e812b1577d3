import { type App, createRoutes, type DispatchOptions, httpDispatch } from "unmoor/adapter";
import { type HttpOptions, nodeHttp } from "./codec/http.ts";
import { listener, type NodeListener } from "./listener.ts";
import { timeouts } from "./timeouts.ts";

export { createRoutes, eventDispatch, httpDispatch, taskDispatch } from "unmoor/adapter";
export type { EventOptions } from "./codec/answer.ts";
export { type CloudStorageOptions, cloudStorage } from "./codec/cloud-storage.ts";
export { type CloudTasksOptions, cloudTasks } from "./codec/cloud-tasks.ts";
export { type EventarcOptions, eventarc } from "./codec/eventarc.ts";
export { type HttpOptions, nodeHttp } from "./codec/http.ts";
export { type PubsubOptions, pubsub } from "./codec/pubsub.ts";
export type { Push } from "./codec/push.ts";
export { scheduler } from "./codec/scheduler.ts";
export { task } from "./codec/task.ts";
export { type IdTokenOptions, idToken, type Sender } from "./id-token.ts";
export { type GcpNative, type ListenerOptions, listener, type NodeListener } from "./listener.ts";
export { type Refusal, receiver, taskReceiver } from "./receiver.ts";
export { type NodeProcess, type NodeServer, serve } from "./serve.ts";

/** What the hand-written entries may be told. */
export interface GcpOptions extends HttpOptions, Partial<Omit<DispatchOptions, "provider">> {}

const made = (app: App, options: GcpOptions, byDefault: number): NodeListener =>
  listener(nodeHttp(options), httpDispatch(createRoutes(app), { provide: options.provide, provider: "gcp" }), {
    timeoutMs: options.timeoutMs ?? byDefault,
  });

/**
 * An app as an `http` function of functions-framework, written by hand in place of our build.
 *
 * @param app a module's exports, or an object of functions
 * @param options `timeoutMs` is the `--timeout` it is deployed with; 60 s by default
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example
 * import * as app from "./functions.ts";
 * export const handler = toCloudFunction(app);
 */
export function toCloudFunction(app: App, options: GcpOptions = {}): NodeListener {
  return made(app, options, timeouts.function);
}

/**
 * An app as a listener of our own server on Cloud Run, written by hand in place of our build.
 *
 * @param app a module's exports, or an object of functions
 * @param options `timeoutMs` is the `--timeout` it is deployed with; 300 s by default
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example
 * import * as app from "./functions.ts";
 * serve(toService(app), process);
 */
export function toService(app: App, options: GcpOptions = {}): NodeListener {
  return made(app, options, timeouts.service);
}
