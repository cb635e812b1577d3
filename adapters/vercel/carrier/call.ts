import { createInvocation, type Host, type Invocation, type LogRecord } from "unmoor/adapter";
import { globalContext, type RequestContext } from "../context.ts";
import { logLine } from "../log.ts";

/** What a Vercel function exports as its default. */
export interface VercelFunction {
  fetch(request: Request, context?: RequestContext): Promise<Response>;
}

/** Build-time facts of the function. */
export interface WebOptions {
  /** `maxDuration` of `.vc-config.json` or vercel.json, in milliseconds: the deadline where the platform says none. */
  readonly timeoutMs?: number | undefined;
}

/** One call of the platform. */
export interface Call {
  readonly invocation: Invocation;
  /** Settles when the reply may end. */
  rest(): Promise<void>;
}

/**
 * The invocation of a request. `waitUntil` goes to the second argument or to the global context, whichever the platform
 * gives; without either the reply waits for the work, because nobody else would.
 *
 * @see https://vercel.com/docs/functions/functions-api-reference
 */
export function call(
  request: Request,
  context: RequestContext | undefined,
  { timeoutMs }: WebOptions,
  host: Host,
): Call {
  const { now, write } = host;
  const scope = globalContext();
  const carrier = context?.waitUntil ? context : scope;
  const waitUntil = carrier?.waitUntil?.bind(carrier);
  const at = now();
  const said = Date.parse(scope?.deadline ?? "");
  const invocation = createInvocation(
    {
      id: request.headers?.get("x-vercel-id") ?? crypto.randomUUID(),
      at,
      // biome-ignore lint/suspicious/noSelfCompare: terse isNaN
      deadline: said === said ? said : timeoutMs && at + timeoutMs,
      trace: request.headers?.get("traceparent") ?? undefined,
      native: { request, context },
      disconnect: request.signal,
      waitUntil,
      log: (record: LogRecord): void => write(record.level, logLine(record)),
    },
    host,
  );
  return {
    invocation,
    async rest() {
      const rested = invocation.rest();
      // Nobody else would wait for the work where the platform gives no `waitUntil`.
      if (!waitUntil) await rested;
    },
  };
}
