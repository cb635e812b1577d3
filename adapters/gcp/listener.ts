import {
  type Codec,
  type Dispatch,
  error,
  exchange,
  flowOff,
  type NodeReply,
  type NodeRequest,
  type NodeResponse,
  nodeHost,
  sendNode,
} from "unmoor/adapter";
import { invocationOf } from "./invocation.ts";

/** What functions-framework calls, and `http.createServer`. Rejects only what is no HTTP request. */
export type NodeListener = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/** What `context.native` is on Google Cloud. */
export interface GcpNative {
  readonly request: NodeRequest;
  readonly response: NodeResponse;
}

export interface ListenerOptions {
  /** Request timeout of the deployed service in milliseconds: Cloud Run does not tell a request its own. */
  readonly timeoutMs: number;
}

/**
 * The carrier of `node:http`: one reply for every request. `waitUntil` work ends before the response does; a body that
 * fails midway cuts the connection, which would hang under functions-framework otherwise.
 *
 * @throws `UNCLAIMED` (rejects) for an event, where the function was deployed with an event trigger
 * @example export const handler = listener(nodeHttp(), httpDispatch(createRoutes({ hello }), { provider: "gcp" }), { timeoutMs: 60_000 });
 */
export function listener(
  codec: Codec<"http", NodeRequest, NodeReply>,
  dispatch: Dispatch<"http">,
  { timeoutMs }: ListenerOptions,
): NodeListener {
  const host = nodeHost();
  return async (request, response) => {
    // Not answered but failed: under the `cloudevent` signature an answer would acknowledge an event nobody handled.
    if (!codec.claims(request)) throw error("UNCLAIMED", "an event: deploy it with --trigger-http");
    const invocation = invocationOf(request, response, timeoutMs, host);
    try {
      await sendNode(await exchange(codec, request, invocation, dispatch, host), response, () => invocation.rest());
    } catch (cause) {
      invocation.log.error("the response failed", { error: cause });
      if (response.headersSent) response.destroy();
      else response.writeHead(500, []).end();
    } finally {
      await invocation.rest();
      flowOff(request);
    }
  };
}
