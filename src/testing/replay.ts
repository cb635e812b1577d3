import { error } from "../adapter/index.ts";
import type { Fault } from "./fault.ts";

/** What makes a run happen again. */
export interface Replay {
  readonly as: string;
  readonly seed: number | string;
  readonly faults: readonly Fault[];
}

/** A run in one line. */
export const replayOf = ({ as, seed, faults }: Replay): string =>
  `p1.${Buffer.from(JSON.stringify([as, seed, faults])).toString("base64url")}`;

/**
 * The run of such a line.
 *
 * @throws `INVALID_REPLAY`
 */
export function readReplay(line: string): Replay {
  const [version, body = ""] = line.split(".");
  try {
    if (version !== "p1") throw new Error(`version ${version}`);
    const [as, seed, faults] = JSON.parse(Buffer.from(body, "base64url").toString()) as [string, number, Fault[]];
    return { as, seed, faults };
  } catch (cause) {
    const said = `"${line}" is no replay of this version; run explore() again, and paste what it prints`;
    throw Object.assign(error("INVALID_REPLAY", said), { cause });
  }
}
