import {
  createInvocation,
  disconnected,
  type Host,
  type Invocation,
  type NodeRequest,
  type NodeResponse,
} from "unmoor/adapter";
import type { GcpNative } from "./listener.ts";
import { logLine } from "./log.ts";
import { traceparent } from "./trace.ts";

/**
 * The invocation of one request.
 *
 * @param timeoutMs request timeout of the deployed service: Cloud Run does not tell a request its own
 */
export function invocationOf(request: NodeRequest, response: NodeResponse, timeoutMs: number, host: Host): Invocation {
  const { headers = {} } = request;
  const trace = traceparent(headers.traceparent, headers["x-cloud-trace-context"]);
  return createInvocation(
    {
      // functions-framework's own, which labels the lines of its log.
      id: (request as { executionId?: string }).executionId ?? trace?.slice(3, 52) ?? crypto.randomUUID(),
      deadline: host.now() + timeoutMs,
      trace,
      native: { request, response } satisfies GcpNative,
      disconnect: disconnected(response),
      log: (record) => host.write(record.level, logLine(record, host.env.GOOGLE_CLOUD_PROJECT)),
    },
    host,
  );
}
