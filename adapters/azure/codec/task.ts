import { type Codec, error, type NodeReply, nodeReply } from "unmoor/adapter";

/** A call of a task: the request under it, as far as it matters. */
export interface TaskWire {
  /** Name of the task. */
  readonly task: string;
  readonly method: string;
  readonly body: ReadableStream<Uint8Array> | null;
  /** What `open` has read of the body. */
  readonly bytes?: Uint8Array;
}

/**
 * A task as `POST /<name>`: JSON in, JSON out. The host has checked the function key.
 *
 * @example called(httpTask(), taskDispatch("resize", resize, { provider: "azure" }))
 */
export const httpTask = (): Codec<"task", TaskWire, NodeReply> => ({
  name: "http-task",
  kind: "task",
  claims: (native): native is TaskWire => {
    const { task, method } = (native ?? {}) as Partial<TaskWire>;
    return !!task && method === "POST";
  },
  // The stream of the library's request, and not more I/O than that.
  open: async (wire) => ({ ...wire, bytes: await new Response(wire.body).bytes() }),
  decode({ bytes }) {
    if (!bytes?.length) return { input: undefined };
    try {
      return { input: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown };
    } catch (cause) {
      throw error("INVALID_INPUT", `a task's input is JSON: ${(cause as Error).message}`, 400);
    }
  },
  encode: (result) => nodeReply(Response.json(result ?? null)),
});
