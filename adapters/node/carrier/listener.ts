import {
  type Codec,
  type Dispatch,
  exchange,
  flowOff,
  type NodeReply,
  type NodeRequest,
  type NodeResponse,
  nodeHost,
  sendNode,
} from "unmoor/adapter";
import { type CarrierOptions, invocationOf } from "./invocation.ts";

/** What `http.createServer` calls. Settles when the response has left and `waitUntil` work is done; never rejects. */
export type NodeListener = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/**
 * The carrier of requests: one reply for each. `waitUntil` work goes on after the response, since the process does; a
 * body that fails midway cuts the connection.
 *
 * @example http.createServer(listener(nodeHttp(), httpDispatch(createRoutes({ hello }), { provider: "node" }), { timeoutMs: 60_000 }))
 */
export function listener(
  codec: Codec<"http", NodeRequest, NodeReply>,
  dispatch: Dispatch<"http">,
  { timeoutMs }: CarrierOptions,
): NodeListener {
  const host = nodeHost();
  return async (request, response) => {
    const invocation = invocationOf({ request, response }, timeoutMs, host);
    try {
      await sendNode(await exchange(codec, request, invocation, dispatch, host), response, async () => {});
    } catch (cause) {
      invocation.log.error("the response failed", { error: cause });
      if (response.headersSent) response.destroy();
      else response.writeHead(500, []).end();
    } finally {
      flowOff(request);
      await invocation.rest();
    }
  };
}
