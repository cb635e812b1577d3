import type { App } from "unmoor/adapter";
import { endpoint, type GcpOptions } from "./endpoint.ts";
import type { NodeListener } from "./listener.ts";
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
export type { GcpOptions } from "./endpoint.ts";
export { type IdTokenOptions, idToken, type Sender } from "./id-token.ts";
export { type GcpNative, type ListenerOptions, listener, type NodeListener } from "./listener.ts";
export { type Refusal, receiver, taskReceiver } from "./receiver.ts";
export { type NodeProcess, type NodeServer, serve } from "./serve.ts";

/**
 * An app as one `http` function of functions-framework, written by hand in place of our build. Takes HTTP of its routes;
 * pushes of Pub/Sub, events of Eventarc and Cloud Storage, runs of Cloud Scheduler and tasks of Cloud Tasks for its event
 * functions; and calls of its tasks, as `POST /<name>`. An event goes to the function whose name is the path it was sent
 * to, else whose name or source its subscription, queue, job or bucket has, else to the only one of its kind.
 *
 * Events and tasks are let in by `sender` only. Without it they are answered with 401, since anybody may forge them.
 * With event functions, the body of a JSON POST is read before its handler runs.
 *
 * @param app a module's exports, or an object of functions
 * @param options `timeoutMs` is the `--timeout` it is deployed with; 60 s by default
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path; `INVALID_NAME` for a task exported
 *   under another name. Deliveries are logged and answered as `UNVERIFIED_SENDER` (401, or 503 while there are no keys),
 *   `UNCLAIMED` and `AMBIGUOUS` (400)
 * @example
 * import * as app from "./functions.ts";
 * export const handler = toCloudFunction(app, {
 *   sender: { audience: "https://shop-abc-ew.a.run.app", email: "invoker@my-project.iam.gserviceaccount.com" },
 * });
 */
export const toCloudFunction = (app: App, options: GcpOptions = {}): NodeListener =>
  endpoint(app, options, timeouts.function);

/**
 * The same as a listener of our own server on Cloud Run.
 *
 * @param app a module's exports, or an object of functions
 * @param options `timeoutMs` is the `--timeout` it is deployed with; 300 s by default
 * @throws as `toCloudFunction` does
 * @example
 * import * as app from "./functions.ts";
 * serve(toService(app), process);
 */
export const toService = (app: App, options: GcpOptions = {}): NodeListener => endpoint(app, options, timeouts.service);
