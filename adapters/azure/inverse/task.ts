import { error, type Inverse, type NodeReply } from "unmoor/adapter";
import type { TaskWire } from "../codec/task.ts";

/** A caller of a task: JSON in, JSON out; any status but 200 is a failure. */
export const httpTaskInverse: Inverse<"task", TaskWire, NodeReply> = {
  wire: ({ input }) => ({
    task: "task",
    method: "POST",
    body: input === undefined ? null : new Response(JSON.stringify(input)).body,
  }),
  outcome(reply) {
    if (reply instanceof Error) return reply;
    const { status, body } = reply;
    if (status !== 200) return error("TASK_FAILED", `the task was answered with ${status}`, status);
    return JSON.parse(new TextDecoder().decode(body as Uint8Array)) as unknown;
  },
};
