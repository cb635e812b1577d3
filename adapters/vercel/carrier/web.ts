import { type Codec, type Dispatch, exchange, type Host, nodeHost } from "unmoor/adapter";
import { call, type VercelFunction, type WebOptions } from "./call.ts";

/**
 * The carrier of the web signature: requests in, responses out, streamed.
 *
 * @see https://vercel.com/docs/functions/functions-api-reference
 * @example export default web(fetchCodec(), httpDispatch(routes, { provider: "vercel" }));
 */
export function web(
  codec: Codec<"http", Request, Response>,
  dispatch: Dispatch<"http">,
  options: WebOptions = {},
): VercelFunction {
  let host: Host | undefined;
  return {
    async fetch(request, context) {
      host ??= nodeHost();
      const { invocation, rest } = call(request, context, options, host);
      const reply = await exchange(codec, request, invocation, dispatch, host);
      if (!reply.body) {
        await rest();
        return reply;
      }
      // Until the body has left, failed or been dropped, the deadline stands. `cancel` is Node's since 21.5.
      const end: Transformer<Uint8Array, Uint8Array> & { cancel(reason: unknown): unknown } = {
        // Nobody reads any more: the handler's stream is told, and a launcher sees an end, not an error.
        start(controller) {
          const stop = (): void => {
            controller.terminate();
            rest();
          };
          if (request.signal.aborted) stop();
          else request.signal.addEventListener("abort", stop);
        },
        flush: rest,
        cancel(error) {
          invocation.log.warn("the response was cut short", { error });
          return rest();
        },
      };
      return new Response(reply.body.pipeThrough(new TransformStream(end)), reply);
    },
  };
}
