import { moveBody } from "./body.ts";
import { Incoming } from "./incoming.ts";
import { Request } from "./request.ts";
import { bytesOf } from "./streams.ts";

/**
 * The native `fetch`, for requests of either kind. A bundle that calls it loads undici when it starts, where cold
 * starts have all of the CPU, and not when it first answers.
 */
export const fetch: typeof globalThis.fetch = /* @__PURE__ */ (() => {
  void globalThis.Request;
  return async (input: unknown, init?: RequestInit) => {
    if (!(input instanceof Incoming)) return globalThis.fetch(input as string, init);
    const request = (init === undefined ? input : new Request(input, init)) as Incoming & Record<string, never>;
    const { url, method, headers, signal, mode, credentials, cache, redirect } = request;
    const { integrity, keepalive, referrer, referrerPolicy } = request;
    const moved = moveBody(request);
    const body = moved && (moved.stream ?? (typeof moved.source === "string" ? bytesOf(moved.source) : moved.source));
    const said = { method, headers, body, signal, mode, credentials, cache, redirect, integrity, keepalive };
    return globalThis.fetch(url, { ...init, ...said, referrer, referrerPolicy, duplex: "half" } as never);
  };
})();
