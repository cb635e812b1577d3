import type { NodeRequest } from "unmoor/adapter";

/** A Fetch body as Node's requests give theirs. */
export function nodeStream(
  body: ReadableStream<Uint8Array> | null,
): Pick<NodeRequest, "iterator" | "removeAllListeners" | "resume"> {
  return {
    iterator: async function* () {
      if (body) yield* body.values({ preventCancel: true });
    },
    removeAllListeners() {},
    resume() {},
  };
}
