import {
  type Codec,
  type Dispatch,
  exchange,
  flowOff,
  type NodeReply,
  type NodeRequest,
  nodeBody,
  nodeHost,
  type UnmoorError,
} from "unmoor/adapter";
import { answer } from "./codec/answer.ts";
import type { Push } from "./codec/push.ts";
import { problemOf } from "./codec/task.ts";
import { invocationOf } from "./invocation.ts";
import type { ListenerOptions, NodeListener } from "./listener.ts";

/** What answers a delivery that was not handled: by default nothing but the status, since senders read no more. */
export type Refusal = (status: number, cause?: unknown) => NodeReply;

/**
 * The carrier of events and tasks over `node:http`: reads a request whole, and answers every one. What is not what the
 * unit was built for, or fails, gets an answer that each of Google's senders takes for a no.
 *
 * @example export const handler = receiver(pubsub({}), eventDispatch("fulfil", fulfil, { provider: "gcp" }), { timeoutMs: 60_000 });
 */
export function receiver<K extends "events" | "task">(
  codec: Codec<K, Push, NodeReply>,
  dispatch: Dispatch<K>,
  { timeoutMs }: ListenerOptions,
  refusal: Refusal = (status) => answer(status),
): NodeListener {
  const host = nodeHost();
  return async (request, response) => {
    const invocation = invocationOf(request, response, timeoutMs, host);
    let reply: NodeReply;
    try {
      const push = await read(request);
      if (codec.claims(push)) reply = await exchange(codec, push, invocation, dispatch, host);
      else {
        invocation.log.warn(`this is no request for ${codec.name}`);
        reply = refusal(400);
      }
    } catch (cause) {
      // Told to the log by the dispatch. By name: errors of HTTP clients have statuses, too, and those are no answers.
      const { name, status = 500 } = (cause ?? {}) as Partial<UnmoorError>;
      reply = refusal(name === "UnmoorError" ? status : 500, cause);
    }
    await invocation.rest();
    response.writeHead(reply.status, reply.headers).end(reply.body ?? undefined);
    flowOff(request);
  };
}

/** The request with its body, which our own server gives as a stream. */
export async function read(request: NodeRequest): Promise<Push> {
  const { method, url, rawHeaders } = request;
  const body = nodeBody(request);
  const chunks: Uint8Array[] = [];
  if (body && "getReader" in body) for await (const chunk of body) chunks.push(chunk);
  else if (body) chunks.push(body);
  return { method, url, rawHeaders, rawBody: await bytesOf(chunks) };
}

/** Not by `Response`, whose first touch costs a cold start 33 ms. */
const bytesOf = async (chunks: readonly Uint8Array[]): Promise<Uint8Array> =>
  new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());

/**
 * The same for tasks, whose callers get problem details.
 *
 * @example export const handler = taskReceiver(task(), taskDispatch("resize", resize, { provider: "gcp" }), { timeoutMs: 60_000 });
 */
export const taskReceiver = (
  codec: Codec<"task", Push, NodeReply>,
  dispatch: Dispatch<"task">,
  options: ListenerOptions,
): NodeListener => receiver(codec, dispatch, options, problemOf);
