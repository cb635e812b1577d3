import { flowOff, type NodeReply, type NodeRequest, type NodeResponse } from "unmoor/adapter";
import type { NodeListener } from "./carrier/listener.ts";
import { answer } from "./codec/answer.ts";

/** Functions by their names. */
export type Listeners = Readonly<Record<string, NodeListener>>;

/** What one port serves. */
export interface Served {
  /** HTTP functions: whatever nobody else takes. */
  readonly http?: NodeListener | undefined;
  /** CloudEvents at `POST /<name>`. */
  readonly events?: Listeners | undefined;
  /** Tasks at `POST /<name>`. */
  readonly tasks?: Listeners | undefined;
}

const send = (reply: NodeReply, request: NodeRequest, response: NodeResponse): void => {
  response.writeHead(reply.status, reply.headers).end();
  flowOff(request);
};

/**
 * Who takes a request: an event function or a task of that very path, else the HTTP functions. A sender of events that
 * asks what is allowed is told: POST.
 *
 * @see https://github.com/knative/specs/blob/main/specs/eventing/data-plane.md#http-verbs
 */
export function gate({ http, events = {}, tasks = {} }: Served): NodeListener {
  return async (request, response) => {
    const { method = "", url = "" } = request;
    const name = url.replace(/\?.*/s, "").slice(1);
    const found = Object.hasOwn(events, name) ? events[name] : Object.hasOwn(tasks, name) ? tasks[name] : undefined;
    if (found && method === "POST") return found(request, response);
    if (http) return http(request, response);
    if (found)
      send(method === "OPTIONS" ? answer(204, "allow", "POST") : answer(405, "allow", "POST"), request, response);
    else send(answer(404), request, response);
  };
}
