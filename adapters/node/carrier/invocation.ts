import {
  createInvocation,
  disconnected,
  type Host,
  type Invocation,
  type NodeRequest,
  type NodeResponse,
} from "unmoor/adapter";
import { logLine } from "../log.ts";
import { traceparent } from "../trace.ts";

/** What `context.native` is of a request; of a run of a schedule it is a `CronRun`. */
export interface NodeNative {
  readonly request: NodeRequest;
  readonly response: NodeResponse;
}

/** Choices of every carrier. */
export interface CarrierOptions {
  /** Milliseconds that an invocation may take: nobody outside limits it. */
  readonly timeoutMs: number;
}

/** The invocation of one request, or of one run of a schedule. */
export function invocationOf(native: unknown, timeoutMs: number, host: Host): Invocation {
  const { request, response } = native as Partial<NodeNative>;
  return createInvocation(
    {
      id: crypto.randomUUID(),
      deadline: host.now() + timeoutMs,
      trace: traceparent(request?.headers?.traceparent),
      native,
      disconnect: response && disconnected(response),
      log: (record) => host.write(record.level, logLine(record)),
    },
    host,
  );
}
