import type { FunctionFacts, SourceFacts, Unit } from "unmoor/adapter";
import { adapter } from "../../../adapters/vercel/index.ts";

/** A unit of one event function, as the build plans it. */
export function eventUnit(name: string, source: SourceFacts, facts: Partial<FunctionFacts & Unit> = {}): Unit {
  const { shape, timeoutMs, memoryMb, ...rest } = facts;
  const carriers = adapter.triggers[source.kind] as readonly string[];
  return {
    name,
    trigger: source.kind,
    shape: shape ?? (carriers[0] as string),
    module: "unmoor:unit",
    functions: [{ name, trigger: source.kind, source, streaming: false, deadLetter: false, ...rest }],
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(memoryMb !== undefined && { memoryMb }),
  };
}

/** A unit of one task. */
export const taskUnit = (name: string): Unit => ({
  name,
  trigger: "task",
  shape: "task",
  module: "unmoor:unit",
  functions: [{ name, trigger: "task", streaming: false }],
});
