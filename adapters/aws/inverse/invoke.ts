import type { Inverse } from "unmoor/adapter";

/** Direct invocation: what JSON keeps of the input, and of the result. */
export const invokeInverse: Inverse<"task", unknown, unknown> = {
  wire: ({ input }) => (input === undefined ? {} : JSON.parse(JSON.stringify(input))),
  // RIC writes a result that is undefined as null.
  outcome: (reply) => (reply instanceof Error ? reply : (JSON.parse(JSON.stringify(reply ?? null)) as unknown)),
};
