import type { Unit } from "unmoor/adapter";

/** The source of a unit's entry: the module that Vercel imports. */
export function entry(unit: Unit): string {
  const options = unit.timeoutMs === undefined ? "" : `, { timeoutMs: ${maxDuration(unit.timeoutMs) * 1000} }`;
  return `import { fetchCodec, httpDispatch, web } from "unmoor/vercel";
import { routes } from ${JSON.stringify(unit.module)};

export default web(fetchCodec(), httpDispatch(routes, { provider: "vercel" })${options});
`;
}

/** Whole seconds, as Vercel counts. */
export const maxDuration = (timeoutMs: number): number => Math.max(1, Math.ceil(timeoutMs / 1000));
