import type { Inverse } from "unmoor/adapter";
import type { Pushed } from "../codec/pushed.ts";
import { authorization, failed, proxied } from "./proxy.ts";

/** Somebody who calls a task over HTTP. The result is read by whoever waits for it. */
export const taskInverse: Inverse<"task", Pushed, Response> = {
  wire({ input }) {
    const headers = { authorization, "content-type": "application/json" };
    return proxied("POST", "/task", headers, new TextEncoder().encode(JSON.stringify(input) ?? ""));
  },
  outcome(reply) {
    if (reply instanceof Error) return reply;
    if (reply.status >= 300) return failed(reply.status);
    return reply.status === 204 ? undefined : reply.json();
  },
};
