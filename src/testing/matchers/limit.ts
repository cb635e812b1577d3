import type { Limits } from "../../adapter/index.ts";
import { isPromise, negation, type State, shown, type Verdict, verdict, wrong } from "./matcher.ts";

type Refusal = Error & { readonly code?: string; readonly limit?: keyof Limits };

export async function toExceedLimit(this: State, received: unknown, limit?: keyof Limits): Promise<Verdict> {
  if (!isPromise(received) && !(received instanceof Error))
    wrong(
      "toExceedLimit",
      "what send() gives, not awaited: `await expect(cloud.send(…)).toExceedLimit()`",
      this,
      received,
    );
  let taken: unknown;
  const thrown = await Promise.resolve(received).then(
    (value) => {
      taken = value;
      return value instanceof Error ? value : undefined;
    },
    (reason: unknown) => reason,
  );
  const found = (thrown as Refusal | undefined)?.code === "LIMIT_EXCEEDED" ? (thrown as Refusal) : undefined;
  if (thrown !== undefined && !found) throw thrown;
  const name = limit ?? "any limit";
  return verdict(found !== undefined && (limit === undefined || found.limit === limit), () => {
    if (!found) return `expected to exceed ${name}; it was taken: ${shown(this, taken)}`;
    return `expected ${negation(this)}to exceed ${name}; it exceeds ${found.limit}: ${found.message}`;
  });
}
