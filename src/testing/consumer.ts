import { error } from "../adapter/index.ts";
import type { EventFunction } from "../app/index.ts";
import type { Attempt, DeadLetter, OpenAttempt } from "./attempt.ts";
import { type Broker, createBroker } from "./broker.ts";
import { type Destination, deliver } from "./delivery.ts";
import { murmur128 } from "./digest.ts";
import type { Sent } from "./event.ts";
import type { Fate, Handed, Message, Verdict } from "./message.ts";
import { nameOf, type Spot } from "./plan.ts";
import { generic, inOrder, rulesOf, timeoutOf } from "./profile.ts";
import type { Unit } from "./unit.ts";
import { keep, type World } from "./world.ts";

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
  /** Delivers its dead letters anew; what is lost stays so. */
  redrive(): void;
}

/** Deliveries of one event, where nothing limits them, after which nobody believes that it will ever be handled. */
const ENDLESS = 250;
/** An event that waits for another one that never comes. */
const PATIENCE = 60_000;

export function createConsumer(world: World, name: string, fn: EventFunction, unit: Unit<"events">): Consumer {
  const { clock, plan, tracer } = world;
  const { profile } = unit.carrier;
  const { delivery = generic.delivery } = profile;
  const timeoutMs = timeoutOf(fn.options.timeout, profile, world.overrides);
  const rules = rulesOf(fn, profile, world.overrides, timeoutMs);
  const broker = createBroker<Sent>(rules);
  const channel = nameOf(fn.source);
  const attempts: OpenAttempt[] = [];
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
    attempts: rules.attempts,
    now: since(),
    leaseMs: rules.leaseMs,
    fragile: delivery.crashLoses,
  });
  const destination: Destination = {
    name,
    fn,
    unit,
    profile: delivery,
    timeoutMs,
    attempts,
    reasons,
    spotOf,
    copy(key, at) {
      broker.copy(key, at);
      // It may go at once, beside the other; what waits may be sooner.
      wait(broker.next(clock.now()) - clock.now());
    },
  };

  function laneOf(key: string | undefined, id: string): string | undefined {
    if (!inOrder(fn) || !delivery.lanes) return undefined;
    if (delivery.lanes === "key") return key ?? (fn.source.fifo ? "default" : undefined);
    const { count, name: laneName } = delivery.lanes;
    return laneName(murmur128(key ?? id)[0] % count, channel);
  }

  function follow(fates: readonly Fate<Sent>[]): void {
    for (const { message, is } of fates) {
      if (is === "done" || is === "again") continue;
      const { event } = message.content;
      const lost = is === "lost" || delivery[is === "expired" ? "expired" : "exhausted"] === "lost";
      const reason = is === "expired" ? "too old" : (reasons.get(message.key) ?? is);
      const count = attempts.filter((one) => one.event === event).length;
      dead.push({ event, function: name, reason, attempts: count, at: since(), lost, message });
      tracer.add(lost ? "lost" : "dead", message.key, reason);
    }
  }

  /** The event of a delivery that nobody will ever end. */
  function endless({ parts }: Handed<Sent>): boolean {
    const found = parts.find(({ number }) => number >= ENDLESS);
    if (!found || Number.isFinite(rules.attempts + rules.spare)) return false;
    const { key } = found.message;
    const said = `${key} has come to ${name} ${ENDLESS} times, and nothing ends it; the last failed with "${reasons.get(key)}"`;
    const advice = "give the function `attempts`, or a `deadLetter` for what cannot be handled";
    world.fail(error("ENDLESS_RETRY", `${said}: ${advice}`));
    return true;
  }

  async function hand(handed: Handed<Sent>): Promise<void> {
    const verdicts = await deliver(world, destination, handed);
    const givenUp = handed.parts.map((): Verdict => ({ is: "lost" }));
    follow(broker.settle(handed, endless(handed) ? givenUp : verdicts, clock.now()));
  }

  const wait = (ms: number): void => {
    disarm?.();
    disarm = clock.after(Math.max(0, ms), pump, { label: `the next delivery to ${name}` });
  };

  /** Hands over what is due. */
  function pump(): void {
    disarm?.();
    const now = clock.now();
    follow(broker.tick(now));
    const throttled = plan.throttledUntil(since());
    if (throttled !== undefined) {
      wait(throttled - since());
      return;
    }
    while (inFlight < unit.capacity) {
      const handed = broker.take(now);
      if (!handed) break;
      inFlight++;
      const over = (): void => {
        inFlight--;
        pump();
      };
      keep(world, hand(handed).finally(over)).catch(world.fail);
    }
    const next = broker.next(now);
    // What is due and finds nobody free waits for somebody to be.
    if (next > now && next < Number.POSITIVE_INFINITY) wait(next - now);
  }

  return {
    name,
    fn,
    unit,
    broker,
    attempts,
    dead,
    put(key, sent, { delayMs, lane, following }) {
      const now = clock.now();
      const message: Message<Sent> = { key, content: sent, lane: laneOf(lane, sent.event.id), at: now };
      const spot = { ...spotOf(message, 0), following };
      const late = plan.find("delay", spot)?.ms ?? 0;
      const before = plan.find("reorder", spot)?.behind;
      plan.find("throttle", spot);
      broker.put(
        message,
        now + delayMs + late,
        before === undefined ? undefined : { key: before, until: now + PATIENCE },
      );
      // Nothing is delivered while its sender still runs.
      wait(0);
    },
    redrive() {
      for (const { message, lost } of dead.splice(0, dead.length, ...dead.filter((one) => one.lost))) {
        if (lost) continue;
        tracer.add("redrive", message.key);
        broker.put({ ...message, at: clock.now() }, clock.now());
      }
      wait(0);
    },
  };
}
