import type { Behind, Fate, Message } from "./message.ts";

/** A message in a queue. */
export interface Entry<Content> {
  readonly message: Message<Content>;
  /** Deliveries so far. */
  number: number;
  /** Deliveries that count. */
  attempt: number;
  /** When it is to be delivered; undefined while somebody has it. */
  readyAt: number | undefined;
  /** Further deliveries that nobody asked for. */
  readonly copies: number[];
  behind: Behind | undefined;
  /** Deliveries under way. */
  flights: number;
  gone: boolean;
}

/** Whether it waits for another one to be delivered. */
export const isHeld = ({ behind }: Entry<unknown>, now: number, byKey: ReadonlyMap<string, Entry<unknown>>): boolean =>
  behind !== undefined && behind.until > now && !byKey.get(behind.key)?.number;

/** Whether its own delivery is due, no copy's. */
export const isReady = (entry: Entry<unknown>, now: number, byKey: ReadonlyMap<string, Entry<unknown>>): boolean =>
  !entry.gone && entry.readyAt !== undefined && entry.readyAt <= now && !isHeld(entry, now, byKey);

/** Whether a queue has to do with it still. */
export const isLeft = ({ gone, copies, flights }: Entry<unknown>): boolean => !gone || copies.length > 0 || flights > 0;

/**
 * What can be handed over, in order. The first of a lane that must wait holds up those behind it, and a lane of which
 * somebody has a part waits for him.
 *
 * @param laneByLane a delivery is of one lane
 */
export function candidates<Content>(
  entries: readonly Entry<Content>[],
  now: number,
  byKey: ReadonlyMap<string, Entry<Content>>,
  laneByLane: boolean,
): readonly Entry<Content>[] {
  const due = (entry: Entry<Content>): boolean => isReady(entry, now, byKey) || entry.copies.some((at) => at <= now);
  const blocked = new Set<string>();
  for (const { message, flights } of entries) if (message.lane !== undefined && flights) blocked.add(message.lane);
  let lane: string | undefined;
  return entries.filter((entry) => {
    const own = entry.message.lane;
    if (own === undefined) return due(entry);
    if (blocked.has(own)) return false;
    if (!due(entry)) {
      if (!entry.gone) blocked.add(own);
      return false;
    }
    lane ??= own;
    return !laneByLane || lane === own;
  });
}

/** When a batch that is not full is handed over all the same. */
export const opensAt = (all: readonly Entry<unknown>[], windowMs: number): number =>
  Math.min(...all.map(({ readyAt, copies }) => readyAt ?? copies[0] ?? 0)) + windowMs;

/** Times at which something becomes of an entry by itself. */
export function times(
  { gone, copies, readyAt, behind, message }: Entry<unknown>,
  retentionMs: number,
): readonly number[] {
  if (gone) return copies;
  const own = readyAt === undefined ? [] : [readyAt, ...(behind ? [behind.until] : [])];
  return [...copies, ...own, message.at + retentionMs];
}

/** What has become of an entry. */
export function fateOf<Content>(entry: Entry<Content>, is: Fate["is"], at?: number): Fate<Content> {
  if (is !== "again") {
    entry.gone = true;
    entry.readyAt = undefined;
  }
  return { message: entry.message, is, ...(at !== undefined && { at }) };
}
