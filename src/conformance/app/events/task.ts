import { task } from "unmoor";
import { act, doubled } from "./plans.ts";

export const echo = task("echo", async (input: unknown) => ({ input, given: input !== undefined }));
export const whereabouts = task("whereabouts", async (_input: unknown, context) => ({
  function: context.function,
  provider: context.provider,
  invocation: context.invocation,
}));
export const constant = task("constant", (input: { readonly value: unknown }) => input.value);
export const silent = task("silent", async () => {});
export const broken = task("broken", async (input: { readonly do: string }, context) => act(input.do, context));
export const brief = task("brief", { timeout: "2s" }, async (input: { readonly do: string }, context) =>
  act(input.do, context),
);
export const twice = task("twice", { schema: doubled }, async (input) => input.doubled);
