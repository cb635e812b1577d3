import { type App, type ExecutionContext, functionsOf, type HttpContext, milliseconds } from "../app/index.ts";
import type { Dispatch, Host, Invocation } from "../delivery/index.ts";
import type { UnmoorError } from "../wire/index.ts";
import { createContext } from "./context.ts";
import { beforeDeadline } from "./invocation.ts";
import { createLog } from "./log.ts";
import { createProvided, onion } from "./onion.ts";
import { problem } from "./problem.ts";
import { createHttpRouter, type Target } from "./router.ts";

/** What an entry tells the pipeline. */
export interface DispatchOptions {
  /** `context.provider`. */
  readonly provider: string;
  /** Stands in for values of `provide`, by name. */
  readonly provide?: Readonly<Record<string, unknown>>;
  /** The unit's own time limit, where the platform states no deadline. */
  readonly timeoutMs?: number;
}

/**
 * Routes requests to the HTTP functions of an app. Whatever goes wrong becomes an answer: a thrown Response as it is,
 * everything else problem details without a word of the cause, which is logged.
 *
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example const dispatch = httpDispatch(app, { provider: "aws" });
 */
export function httpDispatch(app: App, { provider, provide, timeoutMs }: DispatchOptions): Dispatch<"http"> {
  const route = createHttpRouter(functionsOf(app, "http").map(([name, fn]) => ({ name, fn })));
  const provided = createProvided(provide);

  const run = async (
    { name, fn }: Target,
    request: Request,
    params: Readonly<Record<string, string>>,
    client: string | undefined,
    invocation: Invocation,
    host: Host,
  ): Promise<Response> => {
    const { use } = fn.options;
    const context = createContext({ function: name, provider }, invocation, host) as HttpContext;
    Object.assign(context, { params, client });
    const execution: ExecutionContext = {
      waitUntil: context.waitUntil,
      passThroughOnException() {},
      props: {},
    };
    try {
      if (use) await provided.into(context, use, host.env);
      const response = await onion<Response>("http", use, request, context, () =>
        fn.handler(request, context as never, execution),
      );
      if (isResponse(response)) return response;
      throw new TypeError(`${name} gave ${response === null ? "null" : typeof response} where a Response is needed`);
    } catch (thrown) {
      return refuse(thrown, invocation, host, name);
    }
  };

  const deliver: Dispatch<"http">["deliver"] = async ({ request, client }, invocation, host) => {
    const { method, url } = request;
    const match = route(method, pathOf(url));
    if (!match.target) {
      const { allow } = match;
      return headless(allow.length ? problem(405, undefined, {}, { allow: allow.join(", ") }) : problem(404), method);
    }
    const { target, params } = match;
    const { timeout } = target.fn.options;
    const limit = timeout === undefined ? timeoutMs : milliseconds(timeout);
    if (limit !== undefined) invocation.limit(invocation.at + limit);
    const response = await beforeDeadline(
      run(target, request, params, client, invocation, host),
      () => {
        createLog(target.name, invocation, host).error("given up: the handler still ran near the deadline");
        return problem(503);
      },
      invocation,
      host,
    );
    return headless(response, method);
  };

  return { kind: "http", deliver, refuse: (thrown, invocation, host) => refuse(thrown, invocation, host) };
}

/** A thrown Response is an answer; a coded error has a status; anything else is our failure, told to the log alone. */
function refuse(thrown: unknown, invocation: Invocation, host: Host, name?: string): Response {
  if (isResponse(thrown)) return thrown;
  const { status, code, message } = thrown as Partial<UnmoorError>;
  const log = createLog(name, invocation, host);
  if (code && status && status >= 400) {
    log.warn(`refused: ${message}`, { code });
    return problem(status);
  }
  log.error(name ? `${name} failed` : "the request could not be handled", { error: thrown });
  return problem(500);
}

/** Also true of Responses that are not this realm's own: a polyfill's, another undici's. */
function isResponse(value: unknown): value is Response {
  const { status, headers } = (value ?? {}) as Partial<Response>;
  return typeof status === "number" && status >= 200 && typeof headers?.getSetCookie === "function";
}

/** The path between origin and query, as the URL has it. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  const end = url.indexOf("?", start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

/** The answer to HEAD is GET's without its body, whose source is told that nobody will read it. */
function headless(response: Response, method: string): Response {
  if (method !== "HEAD" || !response.body) return response;
  response.body.cancel().catch(() => {});
  return new Response(null, response);
}
