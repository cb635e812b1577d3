import type { FunctionFacts } from "../adapter/index.ts";
import { milliseconds } from "../app/index.ts";
import type { FunctionOptions } from "./config/define.ts";

/**
 * What is known of functions once the configuration has spoken: a later choice counts more than an earlier one, and any
 * of them more than the function's definition.
 */
export function overlay(
  functions: readonly FunctionFacts[],
  ...choices: readonly Readonly<Record<string, FunctionOptions>>[]
): FunctionFacts[] {
  return functions.map((fn) => {
    const own = choices.map((each) => (Object.hasOwn(each, fn.name) ? each[fn.name] : undefined));
    const { memory, timeout, attempts }: FunctionOptions = Object.assign({}, ...own);
    return {
      ...fn,
      ...(memory !== undefined && { memoryMb: memory }),
      ...(timeout !== undefined && { timeoutMs: milliseconds(timeout) }),
      ...(attempts !== undefined && { attempts }),
    };
  });
}
