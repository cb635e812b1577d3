import {
  type App,
  type Codec,
  createInvocation,
  createRoutes,
  type Dispatch,
  exchange,
  type Host,
  httpDispatch,
  type LogRecord,
  nodeHost,
} from "unmoor/adapter";
import { fetchCodec } from "./codec/fetch.ts";
import { globalContext, type RequestContext } from "./context.ts";
import { logLine } from "./log.ts";

export { httpDispatch } from "unmoor/adapter";
export { fetchCodec } from "./codec/fetch.ts";
export type { RequestContext } from "./context.ts";

/** What a Vercel function exports as its default. */
export interface VercelFunction {
  fetch(request: Request, context?: RequestContext): Promise<Response>;
}

/** Build-time facts of the function. */
export interface WebOptions {
  /** `maxDuration` of `.vc-config.json` or vercel.json, in milliseconds: the deadline where the platform says none. */
  readonly timeoutMs?: number | undefined;
}

/** What `toVercel` may be told. */
export interface VercelOptions extends WebOptions {
  /** Stands in for values of `provide`, by name. */
  readonly provide?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * An app as a Vercel function, written by hand in place of our build.
 *
 * @param app a module's exports, or an object of functions
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example
 * import * as app from "./functions.ts";
 * export default toVercel(app, { timeoutMs: 60_000 });
 */
export function toVercel(app: App, { provide, timeoutMs }: VercelOptions = {}): VercelFunction {
  return web(fetchCodec(), httpDispatch(createRoutes(app), { provider: "vercel", provide }), { timeoutMs });
}

/**
 * The carrier of the web signature. `waitUntil` goes to the second argument or to the global context, whichever the
 * platform gives; without either the reply waits for the work, because nobody else would.
 *
 * @see https://vercel.com/docs/functions/functions-api-reference
 */
export function web(
  codec: Codec<"http", Request, Response>,
  dispatch: Dispatch<"http">,
  { timeoutMs }: WebOptions = {},
): VercelFunction {
  let host: Host | undefined;
  return {
    async fetch(request, context) {
      host ??= nodeHost();
      const { now, write } = host;
      const id = request.headers?.get("x-vercel-id") ?? crypto.randomUUID();
      const log = (record: LogRecord): void => write(record.level, logLine(record));
      const scope = globalContext();
      const carrier = context?.waitUntil ? context : scope;
      const waitUntil = carrier?.waitUntil?.bind(carrier);
      const at = now();
      const said = Date.parse(scope?.deadline ?? "");
      const invocation = createInvocation(
        {
          id,
          at,
          // biome-ignore lint/suspicious/noSelfCompare: terse isNaN
          deadline: said === said ? said : timeoutMs && at + timeoutMs,
          trace: request.headers?.get("traceparent") ?? undefined,
          native: { request, context },
          disconnect: request.signal,
          waitUntil,
          log,
        },
        host,
      );
      // Nobody else would wait for the work where the platform gives no `waitUntil`.
      const rest = async (): Promise<void> => {
        const rested = invocation.rest();
        if (!waitUntil) await rested;
      };
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
          log({ level: "warn", message: "the response was cut short", time: now(), invocation: id, error });
          return rest();
        },
      };
      return new Response(reply.body.pipeThrough(new TransformStream(end)), reply);
    },
  };
}
