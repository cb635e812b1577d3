import { type Codec, createInvocation, type Dispatch, exchange, type Kind, nodeHost } from "unmoor/adapter";

export { eventDispatch, httpDispatch } from "unmoor/adapter";
export { call } from "./codec/call.ts";
export { notes } from "./codec/notes.ts";

/** The toy platform's only carrier. */
export const carry = <K extends Kind, Wire, Reply>(codec: Codec<K, Wire, Reply>, dispatch: Dispatch<K>) => {
  const host = nodeHost();
  return async (native: unknown): Promise<Reply> => {
    const log = (): void => {};
    const invocation = createInvocation({ id: "toy", native, log }, host);
    const reply = await exchange(codec, native, invocation, dispatch, host);
    await invocation.rest();
    return reply;
  };
};
