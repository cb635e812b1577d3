import type { Dispatch, Invocation } from "../delivery/index.ts";
import type { UnmoorError } from "../wire/index.ts";
import { contextsOf, type DispatchOptions } from "./context.ts";
import { absent, LAYERS } from "./features.ts";
import { onion } from "./onion.ts";
import { answer } from "./problem.ts";
import { match, type Routes } from "./routes.ts";

/**
 * Hands requests to HTTP functions. Whatever goes wrong becomes an answer: a thrown Response as it is, everything else
 * problem details without a word of the cause, which is logged.
 *
 * @example const dispatch = httpDispatch(createRoutes(app), { provider: "aws" });
 */
export function httpDispatch(routes: Routes, options: DispatchOptions): Dispatch<"http"> {
  const createContext = contextsOf(options);
  return {
    kind: "http",
    refuse,
    async deliver({ request, client }, invocation, host) {
      const run = async (): Promise<Response> => {
        const { fn, name, timeoutMs = options.timeoutMs, params } = match(routes, request);
        invocation.begin(name, timeoutMs);
        const { use } = fn.options;
        const context = createContext({ params, client }, invocation, host);
        const handle = (): Response | Promise<Response> => fn.handler(request, context as never, context);
        if (!LAYERS && use) throw absent("middleware");
        const given = await (LAYERS ? onion("http", use, request, context, handle) : handle());
        if (isResponse(given)) return given;
        throw new TypeError(`${name} gave no Response`);
      };
      const response = await invocation.until(run()).catch((thrown: unknown) => refuse(thrown, invocation));
      if (request.method !== "HEAD") return response;
      // GET's answer without its body, whose source is told that nobody will read it.
      response.body?.cancel().catch(() => {});
      return new Response(null, response);
    },
  };
}

/** A thrown Response is an answer; a coded error has a status; anything else is our failure, told to the log alone. */
function refuse(thrown: unknown, { function: name, signal, log }: Invocation): Response {
  if (isResponse(thrown)) return thrown;
  const coded = Object(thrown) as Partial<UnmoorError>;
  // Before a function has begun, only the request can be at fault.
  let status = name ? 500 : 400;
  // By name: errors of HTTP clients have codes and statuses, too, and those are no answers of ours.
  if (coded.name === "UnmoorError") status = coded.status ?? status;
  // A handler that stopped because it was told to.
  if (thrown && thrown === signal.reason) status = 503;
  log[status < 500 ? "warn" : "error"]("request failed", { error: thrown, status });
  return answer(status);
}

/** Also true of Responses that are not this realm's own: a polyfill's, another undici's. Not of `Response.error()`. */
const isResponse = (value: unknown): value is Response =>
  !!(value as Response | undefined)?.status && !!(value as Partial<Response>).headers?.getSetCookie;
