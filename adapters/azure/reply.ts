// The default import: Node 22 does not find `HttpResponse` among the names of this CommonJS module.
import functions, { type HttpResponse } from "@azure/functions";
import { type NodeReply, pump } from "unmoor/adapter";
import type { Connection } from "./connection.ts";

/**
 * A reply as the library sends it in stream mode: it sets `status` and each of `headers.entries()` on Node's response,
 * writes what `body.values()` gives, and ends. A list as the value of `set-cookie` is the only way to keep several
 * exact: its own `cookies` encode the value, and of a native Response the last one is left.
 *
 * The body writes to the connection itself: the library neither waits for a slow client nor notices one that left,
 * and leaves a response whose body fails open until the host gives up after 240 s.
 *
 * @param rest settles when the invocation's own work has; awaited after the last byte
 * @param failed told why the body broke, before the invocation fails
 * @see https://github.com/Azure/azure-functions-nodejs-library/blob/v4.x/src/http/httpProxy.ts
 */
export function httpResponse(
  { status, headers, body }: NodeReply,
  connection?: Connection,
  rest?: () => Promise<void>,
  failed?: (cause: unknown) => void,
): HttpResponse {
  const lines = new Map<string, string | string[]>();
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = headers[i] as string;
    const value = headers[i + 1] as string;
    const before = lines.get(name);
    lines.set(name, before === undefined ? value : [before, value].flat());
  }
  const response = connection?.response;

  async function* values(): AsyncGenerator<Uint8Array> {
    try {
      if (body instanceof Uint8Array) yield body;
      else if (body && response) await pump(body, response);
      else if (body) yield* body;
      // The client has all of it now; the invocation goes on until its `waitUntil` work is done.
      response?.end();
    } catch (cause) {
      failed?.(cause);
      // After what is written has left: a connection that breaks before its head makes the host send the request again
      // (RetryProxyHandler), and this invocation would never see it.
      response?.socket?.destroySoon();
      throw cause;
    } finally {
      await rest?.();
    }
  }

  return Object.defineProperties(new functions.HttpResponse(), {
    status: { value: status },
    headers: { value: { get: () => null, entries: () => lines.entries() } },
    body: { value: { values } },
  });
}
