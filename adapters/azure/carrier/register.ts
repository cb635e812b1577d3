// The default import: Node 22 does not find all names of this CommonJS module.
import functions, { type HttpMethod, type RetryOptions } from "@azure/functions";
import { nodeReply, problem } from "unmoor/adapter";
import { connections } from "../connection.ts";
import { writeLog } from "../log.ts";
import { httpResponse } from "../reply.ts";
import type { EventHandler } from "./delivered.ts";
import type { HttpHandler } from "./streamed.ts";

/** Who may call: `function` and `admin` ask for a key of the function app. */
export type AuthLevel = "anonymous" | "function" | "admin";

/** An HTTP function of the function app. */
export interface Registration {
  /** Letters, digits, `-` and `_`; a letter first. */
  readonly name: string;
  /** Route template of ASP.NET Core. */
  readonly route: string;
  readonly authLevel: AuthLevel;
  /** All that Fetch can carry by default. */
  readonly methods?: readonly HttpMethod[];
  /** Its code, loaded at its first request. */
  load(): Promise<{ readonly handler: HttpHandler }>;
}

/** An event function of the function app. */
export interface EventRegistration {
  readonly name: string;
  /** The binding, as function.json would have it. */
  readonly trigger: Readonly<Record<string, unknown>> & { readonly type: string };
  /** Of the triggers that Azure would otherwise not bring again: timer, Event Hubs, Kafka. */
  readonly retry?: RetryOptions;
  /** Its code, loaded at its first event. */
  load(): Promise<{ readonly handler: EventHandler }>;
}

/** An unnamed method would be GET and POST. */
const METHODS: readonly HttpMethod[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Registers functions: once an app, while its main module is evaluated.
 *
 * A handler that threw or gave nothing would leave the client without an answer until the host gives up after 240 s
 * (Azure/azure-functions-nodejs-library#324), so everything here ends in one.
 */
export function register(registrations: readonly (Registration | EventRegistration)[]): void {
  const connectionOf = connections();
  // Without the empty ones, lists of a batch's metadata are shorter than the batch (azure-functions-nodejs-worker#639).
  functions.app.setup({ enableHttpStream: true, capabilities: { IncludeEmptyEntriesInMessagePayload: true } });
  for (const registration of registrations) {
    const { name } = registration;
    if ("trigger" in registration) {
      const { trigger, retry, load } = registration;
      functions.app.generic(name, {
        trigger: functions.trigger.generic({ ...trigger }),
        ...(retry && { retry }),
        // What throws, loading included, comes again.
        handler: async (input, context) => (await load()).handler(input, context),
      });
      continue;
    }
    const { route, authLevel, methods = METHODS, load } = registration;
    functions.app.http(name, {
      route,
      authLevel,
      methods: [...methods],
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
}
