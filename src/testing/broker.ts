import { candidates, type Entry, fateOf, isLeft, isReady, opensAt, times } from "./entry.ts";
import type { Behind, Fate, Handed, Message, Part, Verdict } from "./message.ts";

/** How a queue delivers: a provider's profile, with what the function asked for. Milliseconds. */
export interface Rules {
  readonly size: number;
  readonly windowMs: number;
  /** A delivery is of one lane. */
  readonly laneByLane: boolean;
  readonly backoff: "lease" | "never" | readonly number[];
  readonly leaseMs: number;
  readonly renewed: boolean;
  readonly attempts: number;
  /** Deliveries beyond those. */
  readonly spare: number;
  readonly retentionMs: number;
  readonly maxRetryDelayMs: number;
  readonly bisects: boolean;
}

interface Flight<Content> extends Handed<Content> {
  readonly entries: readonly Entry<Content>[];
  readonly expires: number;
}

/**
 * What stands between a sender and one function: a pure state machine, told the time and asked what is due. It knows no
 * clock, no chance and no provider.
 */
export interface Broker<Content> {
  put(message: Message<Content>, readyAt: number, behind?: Behind): void;
  /** One more delivery of a message, whatever becomes of the first. */
  copy(key: string, at: number): void;
  /** The next delivery, if one is due. */
  take(now: number): Handed<Content> | undefined;
  /** The answer to a delivery; `undefined` where there is none: its lease decides. */
  settle(handed: Handed<Content>, verdicts: readonly Verdict[] | undefined, now: number): readonly Fate<Content>[];
  /** Leases and retentions that have ended. */
  tick(now: number): readonly Fate<Content>[];
  /** When there is something to do again; `Infinity` when there is not. */
  next(now: number): number;
  /** How many messages are neither done nor given up. */
  readonly size: number;
  /** Which ones. */
  readonly waiting: readonly Message<Content>[];
}

/**
 * @example
 * const broker = createBroker<string>({ ...rules, attempts: 3, backoff: [1000] });
 * broker.put({ key: "e1", content: "hello", at: 0 }, 0);
 * const handed = broker.take(0);
 */
export function createBroker<Content>(rules: Rules): Broker<Content> {
  let entries: Entry<Content>[] = [];
  const byKey = new Map<string, Entry<Content>>();
  const flights = new Set<Flight<Content>>();
  /** Sizes of the next batches of a lane in which one failed as a whole. */
  const halves = new Map<string | undefined, number>();
  const due = (now: number): readonly Entry<Content>[] => candidates(entries, now, byKey, rules.laneByLane);

  /** Nobody has it any more, and it is not done. */
  function failed(entry: Entry<Content>, { at }: Flight<Content>, now: number, afterMs?: number): Fate<Content>[] {
    // Somebody else has it still, or it is to come anyway.
    if (entry.gone || entry.flights || entry.readyAt !== undefined) return [];
    const { attempts, spare, backoff, leaseMs, maxRetryDelayMs } = rules;
    if (backoff === "never" || entry.attempt >= attempts + spare) return [fateOf(entry, "exhausted")];
    const own =
      backoff === "lease"
        ? Math.max(now, at + leaseMs)
        : now + (backoff[Math.min(entry.attempt, backoff.length) - 1] ?? 0);
    entry.readyAt = afterMs === undefined ? own : now + Math.min(afterMs, maxRetryDelayMs);
    return [fateOf(entry, "again", entry.readyAt)];
  }

  function ended(entry: Entry<Content>, verdict: Verdict, flight: Flight<Content>, now: number): Fate<Content>[] {
    if (entry.gone) return [];
    if (verdict.is === "retry") return failed(entry, flight, now, verdict.afterMs);
    return [fateOf(entry, verdict.is === "reject" ? "rejected" : verdict.is)];
  }

  /** After a batch that failed as a whole the next ones are halves, until the poison is alone. It costs no attempt. */
  function bisect({ entries }: Flight<Content>, verdicts: readonly Verdict[]): void {
    const lane = entries[0]?.message.lane;
    if (!verdicts.every(({ is }) => is === "retry")) halves.delete(lane);
    else if (verdicts.length > 1) {
      halves.set(lane, Math.ceil(verdicts.length / 2));
      for (const entry of entries) entry.attempt--;
    }
  }

  const sweep = <T>(fates: T): T => {
    entries = entries.filter(isLeft);
    return fates;
  };

  return {
    put(message, readyAt, behind) {
      const number = byKey.get(message.key)?.number ?? 0;
      const entry = { message, number, attempt: 0, readyAt, copies: [], behind, flights: 0, gone: false };
      byKey.set(message.key, entry);
      entries.push(entry);
    },
    copy(key, at) {
      const entry = byKey.get(key);
      entry?.copies.push(at);
      if (entry && !entries.includes(entry)) entries.push(entry);
    },
    take(now) {
      const all = due(now);
      const [first] = all;
      if (!first) return undefined;
      const size = (rules.bisects && halves.get(first.message.lane)) || rules.size;
      if (all.length < size && rules.windowMs && opensAt(all, rules.windowMs) > now) return undefined;
      const taken = all.slice(0, size);
      const parts = taken.map((entry): Part<Content> => {
        if (isReady(entry, now, byKey)) entry.readyAt = undefined;
        else
          entry.copies.splice(
            entry.copies.findIndex((at) => at <= now),
            1,
          );
        entry.flights++;
        const number = ++entry.number;
        const attempt = ++entry.attempt;
        return { message: entry.message, number, attempt, last: attempt >= rules.attempts };
      });
      const expires = now + (rules.renewed ? Number.POSITIVE_INFINITY : rules.leaseMs);
      const flight: Flight<Content> = { parts, at: now, entries: taken, expires };
      flights.add(flight);
      return flight;
    },
    settle(handed, verdicts, now) {
      const flight = handed as Flight<Content>;
      const late = !flights.delete(flight);
      if (!verdicts) {
        // An instance that is gone renews nothing.
        if (!late) flights.add({ ...flight, expires: flight.at + rules.leaseMs });
        return [];
      }
      if (!late) for (const entry of flight.entries) entry.flights--;
      if (rules.bisects) bisect(flight, verdicts);
      return sweep(
        flight.entries.flatMap((entry, index) => {
          const verdict = verdicts[index] as Verdict;
          // Whoever is late has no say but that it is done.
          return late && verdict.is !== "done" ? [] : ended(entry, verdict, flight, now);
        }),
      );
    },
    tick(now) {
      const fates: Fate<Content>[] = [];
      for (const flight of flights) {
        if (flight.expires > now) continue;
        flights.delete(flight);
        for (const entry of flight.entries) entry.flights--;
        for (const entry of flight.entries) fates.push(...failed(entry, flight, now));
      }
      for (const entry of entries)
        if (!entry.gone && !entry.flights && entry.message.at + rules.retentionMs <= now)
          fates.push(fateOf(entry, "expired"));
      return fates.length ? sweep(fates) : fates;
    },
    next(now) {
      const all = due(now);
      if (all.length) {
        const opens = all.length >= rules.size || !rules.windowMs ? now : opensAt(all, rules.windowMs);
        if (opens <= now) return now;
      }
      let soonest = all.length ? opensAt(all, rules.windowMs) : Number.POSITIVE_INFINITY;
      const see = (at: number): void => {
        if (at > now && at < soonest) soonest = at;
      };
      for (const { expires } of flights) see(expires);
      for (const entry of entries) for (const at of times(entry, rules.retentionMs)) see(at);
      return soonest;
    },
    get size() {
      return entries.length;
    },
    get waiting() {
      return entries.map(({ message }) => message);
    },
  };
}
