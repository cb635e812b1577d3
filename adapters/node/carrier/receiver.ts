import {
  type Codec,
  type Dispatch,
  error,
  exchange,
  flowOff,
  type Host,
  type NodeReply,
  type NodeRequest,
  nodeBody,
  nodeHost,
  type UnmoorError,
} from "unmoor/adapter";
import { answer } from "../codec/answer.ts";
import type { Push } from "../codec/push.ts";
import { type CarrierOptions, invocationOf } from "./invocation.ts";
import type { NodeListener } from "./listener.ts";

/** Choices of the carrier of events and tasks. */
export interface ReceiverOptions extends CarrierOptions {
  /** What answers a delivery that was not handled: by default nothing but the status. */
  readonly refusal?: (status: number, cause?: unknown) => NodeReply;
}

/** Bytes of a body that is held whole. */
export const LARGEST = 10_485_760;

/**
 * The carrier of events and tasks: reads a request whole, and answers every one. What is not what the function was
 * built for is a 4xx, what fails a 5xx, which senders of events take for what shall come again.
 *
 * @example receiver(cloudEvents(), eventDispatch("fulfil", fulfil, { provider: "node" }), { timeoutMs: 60_000 })
 */
export function receiver<K extends "events" | "task">(
  codec: Codec<K, Push, NodeReply>,
  dispatch: Dispatch<K>,
  { timeoutMs, refusal = (status) => answer(status) }: ReceiverOptions,
): NodeListener {
  const host = nodeHost();
  return async (request, response) => {
    const invocation = invocationOf({ request, response }, timeoutMs, host);
    let reply: NodeReply;
    try {
      const push = await taken(request, codec, host).catch((cause: unknown) => {
        invocation.log.warn("the request was not taken", { error: cause });
        throw cause;
      });
      if (codec.claims(push)) reply = await exchange(codec, push, invocation, dispatch, host);
      else {
        invocation.log.warn(`this is no request for ${codec.name}`);
        reply = refusal(400);
      }
    } catch (cause) {
      // In the log already. By name: errors of HTTP clients have statuses, too, and those are no answers.
      const { name, status = 500 } = (cause ?? {}) as Partial<UnmoorError>;
      reply = refusal(name === "UnmoorError" ? status : 500, cause);
    }
    response.writeHead(reply.status, reply.headers).end(reply.body ?? undefined);
    flowOff(request);
    await invocation.rest();
  };
}

/**
 * The request with its body, which is not read of senders that are nobody: they could make us hold many.
 *
 * @throws `TOO_LARGE` (413), and what `open` throws
 */
async function taken(
  request: NodeRequest,
  { open }: Pick<Codec<"events" | "task", Push, NodeReply>, "open">,
  host: Host,
): Promise<Push> {
  const { method, url, rawHeaders } = request;
  await open?.({ method, url, rawHeaders }, host);
  const body = nodeBody(request);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  if (body && "getReader" in body)
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > LARGEST) throw error("TOO_LARGE", `a body of more than ${LARGEST} bytes`, 413);
      chunks.push(chunk as Uint8Array<ArrayBuffer>);
    }
  // Not by `Response`, whose first touch costs a start 33 ms.
  const rawBody = new Uint8Array(await new Blob(chunks).arrayBuffer());
  return { method, url, rawHeaders, rawBody };
}
