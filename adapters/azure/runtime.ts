// The default import: Node 22 does not find all names of this CommonJS module.
import functions, { type HttpRequest, type HttpResponse, type InvocationContext } from "@azure/functions";
import {
  type App,
  type Codec,
  createInvocation,
  createRoutes,
  type Dispatch,
  type DispatchOptions,
  disconnected,
  exchange,
  type Host,
  httpDispatch,
  type LogRecord,
  type NodeReply,
  nodeHost,
  nodeReply,
  problem,
} from "unmoor/adapter";
import { type HttpOptions, type HttpWire, httpStream } from "./codec/stream.ts";
import { type Connection, connections } from "./connection.ts";
import { writeLog } from "./log.ts";
import { httpResponse } from "./reply.ts";

export { httpDispatch } from "unmoor/adapter";
export { type HttpOptions, type HttpWire, httpStream } from "./codec/stream.ts";
export type { Connection } from "./connection.ts";

/** What runs an HTTP unit: the library's own handler, told of the connection under it. */
export type HttpHandler = (
  request: HttpRequest,
  context: InvocationContext,
  connection?: Connection,
) => Promise<HttpResponse>;

/** Who may call: `function` and `admin` ask for a key of the function app. */
export type AuthLevel = "anonymous" | "function" | "admin";

/** One function of the function app. */
export interface Registration {
  /** Letters, digits, `-` and `_`; a letter first. */
  readonly name: string;
  /** Route template of ASP.NET Core. */
  readonly route: string;
  readonly authLevel: AuthLevel;
  /** Its code, loaded at its first request. */
  load(): Promise<{ readonly handler: HttpHandler }>;
}

/** What the hand-written entry may be told. */
export interface AzureOptions extends HttpOptions, Partial<Omit<DispatchOptions, "provider">> {
  /** `anonymous` by default, as Azure's own; said explicitly, because it means that anybody may call. */
  readonly authLevel?: AuthLevel;
}

/** Azure's front end answers for a function that has not after 230 s, on every plan. */
const FRONT_END_MS = 230_000;

/**
 * Registers an app with the Functions runtime, written by hand in place of our build. Needs `"routePrefix": ""` in
 * host.json. Bundle it with `@azure/functions`, of which a process must have one copy.
 *
 * @param app a module's exports, or an object of functions
 * @throws `ROUTE_CLASH` when two functions answer the same method on the same path
 * @example
 * import * as app from "./functions.ts";
 * toAzure(app, { authLevel: "anonymous" });
 */
export function toAzure(app: App, options: AzureOptions = {}): void {
  const { authLevel = "anonymous", provide, timeoutMs } = options;
  const dispatch = httpDispatch(createRoutes(app), { provider: "azure", provide });
  const handler = streamed(httpStream(options), dispatch, { timeoutMs });
  register([{ name: "http", route: "{*path}", authLevel, load: () => Promise.resolve({ handler }) }]);
}

/**
 * Registers functions: once an app, while its main module is evaluated.
 *
 * A handler that threw or gave nothing would leave the client without an answer until the host gives up after 240 s
 * (Azure/azure-functions-nodejs-library#324), so everything here ends in one.
 */
export function register(registrations: readonly Registration[]): void {
  const connectionOf = connections();
  functions.app.setup({ enableHttpStream: true, capabilities: { IncludeEmptyEntriesInMessagePayload: true } });
  for (const { name, route, authLevel, load } of registrations)
    functions.app.http(name, {
      route,
      authLevel,
      // All that Fetch can carry; an unnamed method would be GET and POST.
      methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
      async handler(request, context) {
        try {
          const { handler } = await load();
          return await handler(request, context, connectionOf(context.invocationId));
        } catch (error) {
          const { invocationId: invocation } = context;
          writeLog(context, { level: "error", message: `${name} failed`, time: Date.now(), invocation, error });
          return httpResponse(await nodeReply(problem(500)));
        }
      },
    });
}

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
    return httpResponse(reply, connection, invocation.rest, (error) =>
      log({ level: "error", message: "the response was cut short", time: now(), invocation: id, error }),
    );
  };
}
