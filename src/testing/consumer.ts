import { type CloudEvent, error, type Settled, type Settlement } from "../adapter/index.ts";
import type { EventFunction } from "../app/index.ts";
import { type Broker, createBroker } from "./broker.ts";
import { murmur128 } from "./digest.ts";
import { incomingOf, type Sent } from "./event.ts";
import { type Ended, invoke } from "./invoke.ts";
import type { Handed, Message, Part, Verdict } from "./message.ts";
import { nameOf, type Spot } from "./plan.ts";
import { generic, inOrder, rulesOf, timeoutOf } from "./profile.ts";
import type { Unit } from "./unit.ts";
import { keep, type World } from "./world.ts";

/** One delivery of one event to one function. */
export interface Attempt<T = unknown> {
  readonly event: CloudEvent<T>;
  readonly function: string;
  /** Which delivery of the event, from 1. */
  readonly attempt: number;
  readonly instance: number;
  /** Events that were handed over together share it. */
  readonly delivery: number;
  /** Milliseconds since the simulation began. */
  readonly at: number;
  /** The same; undefined while it runs. */
  readonly endedAt?: number | undefined;
  readonly ended?: "done" | "retry" | "reject" | "timeout" | "crash" | undefined;
  readonly error?: Error | undefined;
}

/** An event that nobody could handle. */
export interface DeadLetter<T = unknown> {
  readonly event: CloudEvent<T>;
  readonly function: string;
  readonly reason: string;
  readonly attempts: number;
  /** Milliseconds since the simulation began. */
  readonly at: number;
  /** `true` where the provider has none, and the event is gone. */
  readonly lost: boolean;
}

/** How an event is queued. */
export interface Posted {
  readonly delayMs: number;
  /** What it is kept in order with. */
  readonly lane?: string | undefined;
  /** The name of the event that comes after it. */
  readonly following?: string | undefined;
}

/** A function and the queue before it. */
export interface Consumer {
  readonly name: string;
  readonly fn: EventFunction;
  readonly unit: Unit<"events">;
  readonly broker: Broker<Sent>;
  readonly attempts: readonly Attempt[];
  readonly dead: readonly DeadLetter[];
  /** Queues an event under its name. */
  put(key: string, sent: Sent, how: Posted): void;
  /** Hands over what is due. */
  pump(): void;
  /** Delivers its dead letters anew. */
  redrive(): void;
  readonly inFlight: number;
}

/** Deliveries of one event after which nobody believes that it will ever be handled. */
const ENDLESS = 1000;

type Open = { -readonly [K in keyof Attempt]: Attempt[K] };

export function createConsumer(world: World, name: string, fn: EventFunction, unit: Unit<"events">): Consumer {
  const { clock, plan, tracer } = world;
  const { profile } = unit.carrier;
  const { delivery: how = generic.delivery } = profile;
  const timeoutMs = timeoutOf(fn.options.timeout, profile, world.overrides);
  const rules = rulesOf(fn, profile, world.overrides, timeoutMs);
  const broker = createBroker<Sent>(rules);
  const channel = nameOf(fn.source);
  const attempts: Open[] = [];
  const dead: (DeadLetter & { readonly message: Message<Sent> })[] = [];
  const reasons = new Map<string, string>();
  const since = (): number => clock.now() - world.began;
  let disarm: (() => void) | undefined;
  let inFlight = 0;

  const spotOf = ({ key, content }: Message<Sent>, number: number): Spot => ({
    key: number ? `${key}#${number}` : key,
    event: key,
    names: [name, channel],
    nth: content.nth,
    number,
    attempts: Number.isFinite(rules.attempts) ? rules.attempts : 1000,
    now: since(),
    leaseMs: rules.leaseMs,
    fragile: how.crashLoses,
  });

  function laneOf(key: string | undefined, id: string): string | undefined {
    if (!inOrder(fn) || !how.lanes) return undefined;
    if (how.lanes === "key") return key ?? (fn.source.fifo ? "default" : undefined);
    const { count, name: laneName } = how.lanes;
    return laneName(murmur128(key ?? id)[0] % count, channel);
  }

  function bury(message: Message<Sent>, what: "exhausted" | "expired" | "rejected" | "lost"): void {
    const lost = what === "lost" || how[what === "expired" ? "expired" : "exhausted"] === "lost";
    const reason = what === "expired" ? "too old" : (reasons.get(message.key) ?? what);
    const count = attempts.filter(({ event }) => event === message.content.event).length;
    const { event } = message.content;
    dead.push({ event, function: name, reason, attempts: count, at: since(), lost, message });
    tracer.add(lost ? "lost" : "dead", message.key, reason);
  }

  function follow(fates: ReturnType<typeof broker.tick>): void {
    for (const { message, is } of fates) if (is !== "done" && is !== "again") bury(message, is);
  }

  async function deliver(handed: Handed<Sent>): Promise<void> {
    const delivery = world.count("delivery");
    const instance = await unit.pool.acquire();
    const spots = handed.parts.map(({ message, number }) => spotOf(message, number));
    const open = handed.parts.map(({ message, number }): Open => {
      const one: Open = {
        event: message.content.event,
        function: name,
        attempt: number,
        instance: instance.id,
        delivery,
        at: since(),
      };
      attempts.push(one);
      return one;
    });
    for (const [index, spot] of spots.entries()) {
      tracer.add("start", spot.key, `${name} i${instance.id}`);
      const twice = plan.find("duplicate", spot);
      const { message } = handed.parts[index] as Part<Sent>;
      if (twice?.afterMs !== undefined) broker.copy(message.key, clock.now() + twice.afterMs);
    }
    // A copy may go at once, beside this one.
    if (plan.applied.length) pump();
    const events = handed.parts.map(({ message, attempt, last }) =>
      incomingOf(message.content, {
        attempt,
        ...(last && { last }),
        ...(message.lane !== undefined && { lane: message.lane }),
        ...(how.receipt && { receipt: how.receipt(message.content.nth) }),
      }),
    );
    const ended = await invoke(world, {
      carrier: unit.carrier,
      dispatch: unit.dispatch(instance),
      delivery: { events },
      spots,
      timeoutMs,
      instance,
      died: () => unit.pool.kill(instance),
    });
    end(handed, open, spots, ended);
    if (ended.is === "answered") {
      keep(world, ended.rest).then(() => {});
      unit.pool.release(instance);
    } else unit.pool.kill(instance);
  }

  function end(handed: Handed<Sent>, open: Open[], spots: readonly Spot[], ended: Ended<"events">): void {
    const now = clock.now();
    const said = ended.said as readonly Settled[] | undefined;
    for (const [index, one] of open.entries()) {
      const { message } = handed.parts[index] as Part<Sent>;
      const { key } = spots[index] as Spot;
      const own: Settlement | undefined = said?.[index];
      const failure = ended.outcome instanceof Error ? ended.outcome : undefined;
      one.endedAt = since();
      one.ended =
        ended.is === "crashed"
          ? "crash"
          : ended.is === "timeout"
            ? "timeout"
            : (own?.is ?? (failure ? "retry" : "done"));
      one.error = own && own.is !== "done" ? own.error : failure;
      if (one.error) reasons.set(message.key, one.error.message);
      else if (ended.is !== "answered") reasons.set(message.key, ended.is);
      if (ended.is !== "crashed") tracer.add(one.ended, key, one.error?.message ?? "");
    }
    const endless = handed.parts.find(({ number }) => number >= ENDLESS);
    if (endless) {
      const { message, number } = endless;
      const last = reasons.get(message.key);
      const said = `${message.key} has come to ${name} ${number} times, and nothing ends it; the last failed with "${last}"`;
      world.fail(
        error(
          "ENDLESS_RETRY",
          `${said}: give the function \`attempts\`, or a \`deadLetter\` for what cannot be handled`,
        ),
      );
      follow(
        broker.settle(
          handed,
          handed.parts.map(() => ({ is: "lost" })),
          now,
        ),
      );
      return;
    }
    const unheard = ended.is === "answered" && spots.some((spot) => plan.find("loseReply", spot));
    if (unheard) for (const { key } of spots) tracer.add("unheard", key);
    follow(broker.settle(handed, unheard ? undefined : verdictsOf(handed, ended), now));
    for (const [index, spot] of spots.entries()) {
      const twice = plan.applied.find(
        ({ kind, ...rest }) => kind === "duplicate" && "site" in rest && rest.site === spot.key,
      );
      const { message } = handed.parts[index] as Part<Sent>;
      if (twice?.kind === "duplicate" && twice.afterMs === undefined) broker.copy(message.key, now);
    }
  }

  function verdictsOf({ parts }: Handed<Sent>, { is, outcome }: Ended<"events">): Verdict[] {
    if (is === "crashed" && how.crashLoses) return parts.map(() => ({ is: "lost" }));
    if (is !== "answered" || outcome instanceof Error || !outcome) return parts.map(() => ({ is: "retry" }));
    if (outcome.length !== parts.length)
      throw new Error(`${unit.carrier.name}: ${parts.length} events were delivered, and ${outcome.length} settled`);
    return outcome.map((settled): Verdict => {
      // A function that keeps its own dead letters has ended the event.
      if (settled.is === "reject") return { is: fn.options.deadLetter ? "done" : "reject" };
      return settled.is === "retry" ? { is: "retry", afterMs: settled.afterMs } : settled;
    });
  }

  function pump(): void {
    disarm?.();
    const now = clock.now();
    follow(broker.tick(now));
    const until = Math.max(
      0,
      ...plan.throttles.filter((one) => active(one, since())).map((one) => one.fromMs + one.forMs),
    );
    if (until > 0) {
      disarm = clock.after(until - since(), pump, { label: `${name}, throttled` });
      return;
    }
    while (inFlight < unit.capacity) {
      const handed = broker.take(now);
      if (!handed) break;
      inFlight++;
      keep(
        world,
        deliver(handed).finally(() => {
          inFlight--;
          pump();
        }),
      ).catch((thrown: unknown) => world.fail(thrown));
    }
    const next = broker.next(now);
    // What is due and finds nobody free waits for somebody to be.
    if (next > now && next < Number.POSITIVE_INFINITY)
      disarm = clock.after(next - now, pump, { label: `the next delivery to ${name}` });
  }

  return {
    name,
    fn,
    unit,
    broker,
    attempts,
    dead,
    pump,
    get inFlight() {
      return inFlight;
    },
    put(key, sent, { delayMs, lane: laneKey, following }) {
      const now = clock.now();
      const lane = laneOf(laneKey, sent.event.id);
      const message: Message<Sent> = { key, content: sent, lane, at: now };
      const spot = { ...spotOf(message, 0), following };
      const late = plan.find("delay", spot)?.ms ?? 0;
      const behind = plan.find("reorder", spot)?.behind;
      plan.find("throttle", spot);
      broker.put(
        message,
        now + delayMs + late,
        behind === undefined ? undefined : { key: behind, until: now + 60_000 },
      );
      // Nothing is delivered while the sender still holds the word.
      disarm?.();
      disarm = clock.after(0, pump, { label: `the next delivery to ${name}` });
    },
    redrive() {
      for (const { message, lost } of dead.splice(0)) {
        if (lost) continue;
        tracer.add("redrive", message.key);
        broker.put({ ...message, at: clock.now() }, clock.now());
      }
      pump();
    },
  };
}

const active = (span: { readonly fromMs: number; readonly forMs: number }, now: number): boolean =>
  span.fromMs <= now && now < span.fromMs + span.forMs;
