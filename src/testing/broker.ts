/** What somebody sent, as a queue keeps it. */
export interface Message<Content = unknown> {
  /** Its name in traces and faults: `e1`. */
  readonly key: string;
  readonly content: Content;
  /** What it is kept in order with. */
  readonly lane?: string | undefined;
  /** When it was sent. */
  readonly at: number;
}

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

/** One message of a delivery. */
export interface Part<Content = unknown> {
  readonly message: Message<Content>;
  /** Of this message, counted from 1; with the key it names the delivery: `e1#2`. */
  readonly number: number;
  /** As the provider counts: a redrive begins anew. */
  readonly attempt: number;
  readonly last: boolean;
}

/** What was handed over together. */
export interface Handed<Content = unknown> {
  readonly parts: readonly Part<Content>[];
  readonly at: number;
}

/** How a message of a delivery ended, in the provider's eyes. */
export type Verdict =
  | { readonly is: "done" | "reject" | "lost" }
  | { readonly is: "retry"; readonly afterMs?: number | undefined };

/** What becomes of a message: `again` at a time, or its end. */
export interface Fate<Content = unknown> {
  readonly message: Message<Content>;
  readonly is: "done" | "again" | "exhausted" | "rejected" | "expired" | "lost";
  readonly at?: number;
}

interface Entry<Content> {
  readonly message: Message<Content>;
  number: number;
  attempt: number;
  /** When it is to be delivered; undefined while somebody has it. */
  readyAt: number | undefined;
  /** Further deliveries that nobody asked for. */
  readonly copies: number[];
  /** Not before that one was, or until then. */
  behind: { readonly key: string; readonly until: number } | undefined;
  flights: number;
  gone: boolean;
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
  put(message: Message<Content>, readyAt: number, behind?: { readonly key: string; readonly until: number }): void;
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
  readonly waiting: readonly { readonly message: Message<Content>; readonly number: number; readonly at: number }[];
}

/**
 * @example
 * const broker = createBroker<string>({ ...rules, attempts: 3, backoff: [1000] });
 * broker.put({ key: "e1", content: "hello", at: 0 }, 0);
 * const handed = broker.take(0);
 */
export function createBroker<Content>(rules: Rules): Broker<Content> {
  let entries: Entry<Content>[] = [];
  const flights = new Set<Flight<Content>>();
  const byKey = new Map<string, Entry<Content>>();
  /** Sizes of the next batches of a lane in which one failed as a whole. */
  const halves = new Map<string | undefined, number>();

  const held = ({ behind }: Entry<Content>, now: number): boolean =>
    behind !== undefined && behind.until > now && !byKey.get(behind.key)?.number;
  const copied = ({ copies }: Entry<Content>, now: number): boolean => copies.some((at) => at <= now);
  const due = (entry: Entry<Content>, now: number): boolean =>
    (!entry.gone && entry.readyAt !== undefined && entry.readyAt <= now && !held(entry, now)) || copied(entry, now);

  const fate = (entry: Entry<Content>, is: Fate<Content>["is"], at?: number): Fate<Content> => {
    if (is !== "again") {
      entry.gone = true;
      entry.readyAt = undefined;
    }
    return { message: entry.message, is, ...(at !== undefined && { at }) };
  };
  const sweep = (): void => {
    entries = entries.filter(({ gone, copies, flights }) => !gone || copies.length > 0 || flights > 0);
  };

  /** What can be handed over, in order. */
  function candidates(now: number): Entry<Content>[] {
    const blocked = new Set<string>();
    for (const { message, flights } of entries) if (message.lane !== undefined && flights) blocked.add(message.lane);
    let lane: string | undefined;
    return entries.filter((entry) => {
      const own = entry.message.lane;
      if (own === undefined) return due(entry, now);
      if (blocked.has(own)) return false;
      // The first of a lane that must wait holds up those behind it.
      if (!due(entry, now)) {
        if (!entry.gone) blocked.add(own);
        return false;
      }
      lane ??= own;
      return !rules.laneByLane || lane === own;
    });
  }

  function failed(entry: Entry<Content>, flight: Flight<Content>, now: number, afterMs?: number): Fate<Content>[] {
    // Somebody else has it still, or it is to come anyway.
    if (entry.gone || entry.flights || entry.readyAt !== undefined) return [];
    if (entry.attempt >= rules.attempts + rules.spare || rules.backoff === "never") return [fate(entry, "exhausted")];
    const pauses = rules.backoff;
    const own =
      pauses === "lease"
        ? Math.max(now, flight.at + rules.leaseMs)
        : now + (pauses[Math.min(entry.attempt, pauses.length) - 1] ?? 0);
    entry.readyAt = afterMs === undefined ? own : now + Math.min(afterMs, rules.maxRetryDelayMs);
    return [fate(entry, "again", entry.readyAt)];
  }

  function unanswered(flight: Flight<Content>, now: number): Fate<Content>[] {
    flights.delete(flight);
    return flight.entries.flatMap((entry) => {
      entry.flights--;
      return failed(entry, flight, now);
    });
  }

  return {
    put(message, readyAt, behind) {
      const known = byKey.get(message.key);
      const entry: Entry<Content> = {
        message,
        number: known?.number ?? 0,
        attempt: 0,
        readyAt,
        copies: [],
        behind,
        flights: 0,
        gone: false,
      };
      byKey.set(message.key, entry);
      entries.push(entry);
    },
    copy(key, at) {
      byKey.get(key)?.copies.push(at);
    },
    take(now) {
      const all = candidates(now);
      const [first] = all;
      if (!first) return undefined;
      const size = Math.min(rules.size, (rules.laneByLane && halves.get(first.message.lane)) || rules.size);
      if (all.length < size && rules.windowMs && opens(all, rules.windowMs) > now) return undefined;
      const taken = all.slice(0, size);
      const parts = taken.map((entry): Part<Content> => {
        if (!entry.gone && entry.readyAt !== undefined && entry.readyAt <= now && !held(entry, now))
          entry.readyAt = undefined;
        else
          entry.copies.splice(
            entry.copies.findIndex((at) => at <= now),
            1,
          );
        entry.flights++;
        entry.number++;
        entry.attempt++;
        const { message, number, attempt } = entry;
        return { message, number, attempt, last: attempt >= rules.attempts };
      });
      const expires = now + (rules.renewed ? Number.POSITIVE_INFINITY : rules.leaseMs);
      const flight: Flight<Content> = { parts, at: now, entries: taken, expires };
      flights.add(flight);
      return flight;
    },
    settle(handed, verdicts, now) {
      const flight = handed as Flight<Content>;
      const late = !flights.has(flight);
      if (!verdicts) {
        // An instance that is gone renews nothing.
        if (!late) {
          flights.delete(flight);
          flights.add({ ...flight, expires: flight.at + rules.leaseMs });
        }
        return [];
      }
      flights.delete(flight);
      const whole = verdicts.every(({ is }) => is === "retry");
      const [{ message }] = flight.parts as [Part<Content>];
      if (rules.bisects && rules.laneByLane) {
        if (whole && verdicts.length > 1) halves.set(message.lane, Math.ceil(verdicts.length / 2));
        else if (!whole) halves.delete(message.lane);
      }
      const fates = flight.entries.flatMap((entry, index): Fate<Content>[] => {
        const verdict = verdicts[index] as Verdict;
        if (!late) entry.flights--;
        if (entry.gone) return [];
        if (verdict.is === "done") return [fate(entry, "done")];
        // Whoever is late has no say but that.
        if (late) return [];
        if (verdict.is === "reject") return [fate(entry, "rejected")];
        if (verdict.is === "lost") return [fate(entry, "lost")];
        // Halving costs no attempt.
        if (rules.bisects && whole && verdicts.length > 1) entry.attempt--;
        return failed(entry, flight, now, (verdict as Verdict & { is: "retry" }).afterMs);
      });
      sweep();
      return fates;
    },
    tick(now) {
      const fates = [...flights].flatMap((flight) => (flight.expires <= now ? unanswered(flight, now) : []));
      for (const entry of entries)
        if (!entry.gone && !entry.flights && entry.message.at + rules.retentionMs <= now)
          fates.push(fate(entry, "expired"));
      if (fates.length) sweep();
      return fates;
    },
    next(now) {
      let soonest = Number.POSITIVE_INFINITY;
      for (const { expires } of flights) soonest = Math.min(soonest, expires);
      for (const { message, gone, readyAt, copies, behind } of entries) {
        for (const at of copies) soonest = Math.min(soonest, at);
        if (gone || readyAt === undefined) continue;
        soonest = Math.min(soonest, Math.max(readyAt, behind && !byKey.get(behind.key)?.number ? behind.until : 0));
        soonest = Math.min(soonest, message.at + rules.retentionMs);
      }
      if (soonest > now) return soonest;
      const all = candidates(now);
      // What is due and cannot go waits for a lane or for its window.
      if (!all.length) return later(now);
      if (all.length >= rules.size || !rules.windowMs) return now;
      return Math.max(now, opens(all, rules.windowMs));
    },
    get size() {
      return entries.length;
    },
    get waiting() {
      return entries
        .filter(({ gone, copies, flights }) => !gone || copies.length > 0 || flights > 0)
        .map(({ message, number }) => ({ message, number, at: message.at }));
    },
  };

  /** The next moment that is still to come. */
  function later(now: number): number {
    const times = [...flights].map(({ expires }) => expires);
    for (const { message, gone, readyAt, copies, behind } of entries) {
      times.push(...copies);
      if (gone || readyAt === undefined) continue;
      times.push(readyAt, message.at + rules.retentionMs);
      if (behind) times.push(behind.until);
    }
    return Math.min(Number.POSITIVE_INFINITY, ...times.filter((at) => at > now));
  }
}

/** When a batch that is not full is handed over all the same. */
const opens = <Content>(all: readonly Entry<Content>[], windowMs: number): number =>
  Math.min(...all.map(({ readyAt, copies }) => readyAt ?? copies[0] ?? 0)) + windowMs;
