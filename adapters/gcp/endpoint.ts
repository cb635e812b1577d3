import {
  type App,
  calledTasks,
  createRoutes,
  type DispatchOptions,
  error,
  httpDispatch,
  type NodeRequest,
  nodeHeaders,
  taskDispatch,
} from "unmoor/adapter";
import { type HttpOptions, nodeHttp } from "./codec/http.ts";
import { markOf } from "./codec/push.ts";
import { task } from "./codec/task.ts";
import { type IdTokenOptions, idToken, type Sender } from "./id-token.ts";
import { listener, type NodeListener } from "./listener.ts";
import { read, receiver, taskReceiver } from "./receiver.ts";
import { pathOf } from "./rows.ts";
import { eventTable } from "./table.ts";

/** What the hand-written entries may be told. */
export interface GcpOptions extends HttpOptions, Partial<Omit<DispatchOptions, "provider" | "delays">> {
  /**
   * Who may send events and call tasks: the audience and the account of their ID tokens, or `"iam"` where the whole
   * service is private (`--no-allow-unauthenticated`), so that nobody else gets here. Without it nobody may.
   */
  readonly sender?: IdTokenOptions | "iam";
}

/**
 * An app behind one URL. What Google's senders mark as theirs is an event, never a request of a route: a route that
 * takes everything would acknowledge it. `POST /<task>` calls a task; all else is HTTP.
 *
 * @throws `ROUTE_CLASH`, `INVALID_NAME`
 */
export function endpoint(app: App, options: GcpOptions, byDefault: number): NodeListener {
  const told = { provider: "gcp", provide: options.provide };
  const limit = { timeoutMs: options.timeoutMs ?? byDefault };
  const routes = createRoutes(app);
  const sender = senderOf(options.sender);
  const http = listener(nodeHttp(options), httpDispatch(routes, told), limit);
  const table = eventTable(app, told, sender);
  const events = table && receiver(table.codec, table.dispatch, limit);
  const tasks = new Map(
    calledTasks(app, routes).map(([name, fn]) => [
      `/${name}`,
      taskReceiver(task(sender && { sender }), taskDispatch(name, fn, told), limit),
    ]),
  );
  return async (request, response) => {
    let listen = http;
    try {
      // What has no header lines is no request at all, which HTTP's carrier says.
      if (request.rawHeaders)
        if (events && (await isMarked(request))) listen = events;
        else if (request.method === "POST") listen = tasks.get(pathOf(request)) ?? http;
    } catch {
      // The sender went away midway: nobody may take half a body for a whole one.
      response.destroy();
      return;
    }
    return listen(request, response);
  };
}

const senderOf = (sender: GcpOptions["sender"]): Sender | undefined =>
  sender === "iam"
    ? undefined
    : sender
      ? idToken(sender)
      : {
          async open() {
            throw error(
              "UNVERIFIED_SENDER",
              "UNVERIFIED_SENDER: say in `sender` who may send; without it nobody may",
              401,
            );
          },
        };

/**
 * Whether one of Google's senders says that a request is its own, by whatever method: a job that was set up with GET must
 * fail, not be acknowledged by a route. A wrapped push of Pub/Sub says so in its body alone, which is read here where
 * nobody has: as functions-framework does, and for JSON only.
 */
async function isMarked(request: NodeRequest): Promise<boolean> {
  const { method, url, rawHeaders } = request;
  const marked = (rawBody: Uint8Array = new Uint8Array()): boolean =>
    !!markOf({ method: "POST", url, rawHeaders, rawBody });
  if (request.rawBody || method !== "POST" || marked()) return marked(request.rawBody);
  const headers = Object.fromEntries(nodeHeaders(rawHeaders));
  if (!/^application\/json\b/i.test(headers["content-type"] ?? "") || headers["content-encoding"]) return false;
  Object.assign(request, { rawBody: (await read(request)).rawBody });
  return marked(request.rawBody);
}
