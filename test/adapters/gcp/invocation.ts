import { createInvocation, type Invocation, nodeHost } from "unmoor/adapter";

/** An invocation for codec tests: no deadline, no log. */
export const invocation = (): Invocation => createInvocation({ id: "1", native: null, log() {} }, nodeHost());
