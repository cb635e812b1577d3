import {
  type Codec,
  createInvocation,
  type Dispatch,
  disconnected,
  exchange,
  type Host,
  type NodeReply,
  nodeHost,
  nodeReply,
  problem,
} from "unmoor/adapter";
import type { TaskWire } from "../codec/task.ts";
import { writeLog } from "../log.ts";
import { httpResponse } from "../reply.ts";
import { FRONT_END_MS, type HttpHandler } from "./streamed.ts";

/**
 * The carrier of tasks: a failure is a problem answer, and its reason stays in the log.
 *
 * @param timeoutMs the unit's time limit; 230 s at most, which is the default
 * @example export const handler = called(httpTask(), taskDispatch("resize", resize, { provider: "azure" }));
 */
export function called(
  codec: Codec<"task", TaskWire, NodeReply>,
  dispatch: Dispatch<"task">,
  { timeoutMs = FRONT_END_MS }: { readonly timeoutMs?: number | undefined } = {},
): HttpHandler {
  let host: Host | undefined;
  return async (request, context, connection) => {
    host ??= nodeHost();
    const at = host.now();
    const invocation = createInvocation(
      {
        id: context.invocationId,
        at,
        deadline: at + Math.min(timeoutMs, FRONT_END_MS),
        trace: context.traceContext?.traceParent,
        native: { request, context },
        disconnect: connection && disconnected(connection.response),
        log: (record) => writeLog(context, record),
      },
      host,
    );
    // Not its headers: a JSON body with a field of that name takes their place in stream mode.
    const { method, body } = request as unknown as TaskWire;
    const reply = await exchange(codec, { task: context.functionName, method, body }, invocation, dispatch, host).catch(
      (thrown: unknown) => nodeReply(refusal(thrown)),
    );
    return httpResponse(reply, connection, () => invocation.rest());
  };
}

/** What a caller learns of a failure: whether the same call may do better. */
function refusal(thrown: unknown): Response {
  const { name, status, afterMs } = (thrown ?? {}) as { name?: unknown; status?: unknown; afterMs?: unknown };
  if (name === "Reject") return problem(422);
  if (typeof afterMs === "number") return problem(503, {}, { "retry-after": `${Math.ceil(afterMs / 1000)}` });
  if (name === "Retry" || name === "TimeoutError") return problem(503);
  return problem(typeof status === "number" && status >= 400 && status < 600 ? status : 500);
}
