import type { FunctionFacts, TargetConfig } from "unmoor/adapter";
import { attemptsOf } from "./binding.ts";
import type { EventOptions } from "./codec/event.ts";
import { exists } from "./resource.ts";

/** Event Grid waits so long for an answer. */
const GRID_MS = 30_000;

const isGrid = (shape: string): boolean => shape === "event-grid" || shape === "blob";

/** The time limit of a function in milliseconds, as far as somebody says. */
export const limitOf = (shape: string, timeoutMs: number | undefined): number | undefined =>
  isGrid(shape) ? Math.min(timeoutMs ?? GRID_MS, GRID_MS) : timeoutMs;

/** What a codec is told of its function. */
export function factsOf(fn: FunctionFacts, shape: string, config: TargetConfig): EventOptions {
  const { name, source, deadLetter = false, attempts } = fn;
  // Of a queue or subscription that exists already nobody knows how many deliveries it grants.
  const known = attempts !== undefined || !shape.startsWith("service-bus") || !exists(fn, config);
  return {
    channel: source?.name ?? name,
    deadLetter,
    ...(known && !isGrid(shape) && { attempts: attemptsOf(fn, shape) }),
    ...(shape === "blob" && { when: source?.when ?? "created" }),
    ...(shape === "event-grid" && source?.match && { match: source.match }),
  };
}
