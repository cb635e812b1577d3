import type { Parity } from "../parity.ts";
import { isPromise, type State, type Verdict, verdict, wrong } from "./matcher.ts";

export function toAgree(this: State, received: unknown): Verdict | Promise<Verdict> {
  return isPromise(received)
    ? Promise.resolve(received).then((parity) => judged(this, parity))
    : judged(this, received);
}

function judged(state: State, parity: unknown): Verdict {
  if (!isParity(parity)) wrong("toAgree", "what parity() gives", state, parity);
  return verdict(parity.agree, () =>
    parity.agree
      ? `expected providers not to agree; ${parity}: ${state.utils.stringify(parity.runs[0]?.result)}`
      : `expected providers to agree.\n\n${parity}`,
  );
}

const isParity = (value: unknown): value is Parity<unknown> =>
  Array.isArray((value as Parity<unknown> | undefined)?.disparities);
