import type { HttpRequest, HttpResponse, InvocationContext } from "@azure/functions";
import {
  type Codec,
  createInvocation,
  type Dispatch,
  disconnected,
  exchange,
  type Host,
  type LogRecord,
  type NodeReply,
  nodeHost,
} from "unmoor/adapter";
import type { HttpWire } from "../codec/stream.ts";
import type { Connection } from "../connection.ts";
import { writeLog } from "../log.ts";
import { httpResponse } from "../reply.ts";

/** What runs an HTTP unit: the library's own handler, told of the connection under it. */
export type HttpHandler = (
  request: HttpRequest,
  context: InvocationContext,
  connection?: Connection,
) => Promise<HttpResponse>;

/** Azure's front end answers for a function that has not after 230 s, on every plan. */
export const FRONT_END_MS: number = 230_000;

/**
 * The carrier of HTTP streams.
 *
 * @param timeoutMs the unit's time limit; 230 s at most, which is the default
 */
export function streamed(
  codec: Codec<"http", HttpWire, NodeReply>,
  dispatch: Dispatch<"http">,
  { timeoutMs = FRONT_END_MS }: { readonly timeoutMs?: number | undefined } = {},
): HttpHandler {
  let host: Host | undefined;
  return async (request, context, connection) => {
    host ??= nodeHost();
    const { now } = host;
    const at = now();
    const id = context.invocationId;
    const log = (record: LogRecord): void => writeLog(context, record);
    const invocation = createInvocation(
      {
        id,
        at,
        deadline: at + Math.min(timeoutMs, FRONT_END_MS),
        trace: context.traceContext?.traceParent,
        native: { request, context },
        disconnect: connection && disconnected(connection.response),
        log,
      },
      host,
    );
    // Members of the library's object are getters of its prototype.
    const { url, method, headers, body } = request as unknown as HttpWire;
    const wire: HttpWire = { url, method, headers, body, rawHeaders: connection?.request.rawHeaders };
    const reply = await exchange(codec, wire, invocation, dispatch, host);
    return httpResponse(
      reply,
      connection,
      () => invocation.rest(),
      (error) => log({ level: "error", message: "the response was cut short", time: now(), invocation: id, error }),
    );
  };
}
