import type { Inverse, NodeReply } from "unmoor/adapter";
import type { Push } from "../codec/push.ts";
import { post } from "./push.ts";

/** What callers show in tests: the value of `TASK_SECRET`. */
export const TASK_SECRET: string = "a secret of the tests, and long enough".replaceAll(" ", "-");

/** Whoever calls a task. */
export const taskInverse: Inverse<"task", Push, NodeReply> = {
  wire({ input }) {
    const text = JSON.stringify(input) as string | undefined;
    const type = text === undefined ? [] : [["content-type", "application/json"] as const];
    return post([["authorization", `Bearer ${TASK_SECRET}`], ...type], new TextEncoder().encode(text ?? ""));
  },
  outcome(reply) {
    if (reply instanceof Error) return reply;
    if (reply.status >= 300) return new Error(`answered ${reply.status}`);
    return reply.body ? JSON.parse(new TextDecoder().decode(reply.body as Uint8Array)) : undefined;
  },
};
