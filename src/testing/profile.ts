import type { DeliveryProfile, InstanceProfile, Profile } from "../adapter/index.ts";
import { type Duration, type EventFunction, milliseconds } from "../app/index.ts";
import type { Rules } from "./broker.ts";

/** What a test may set in place of the provider's own numbers. */
export interface Overrides {
  /** Calls of one function at the same time. */
  readonly concurrency?: number | undefined;
  /** How long an instance takes to start; 0 by default. */
  readonly coldStart?: Duration | undefined;
  readonly keepWarm?: Duration | undefined;
  readonly timeoutMs?: number | undefined;
  readonly timeout?: Duration | undefined;
  /** Deliveries, and the pause after each. */
  readonly retry?: { readonly attempts?: number; readonly backoff?: (attempt: number) => Duration } | undefined;
  /** So long nobody else gets what was handed over. */
  readonly visibility?: Duration | undefined;
}

const DAY = 86_400_000;

/** The in-memory provider, and every shape that says nothing: five deliveries, doubling from 1 s, and a dead letter. */
export const generic: { readonly instance: InstanceProfile; readonly delivery: DeliveryProfile } = {
  instance: {
    concurrency: 1,
    instances: 1000,
    keepMs: 15 * 60_000,
    timeoutMs: 30_000,
    freezes: false,
    waits: "after",
    answers: {
      requestBytes: 413,
      responseBytes: 500,
      headerBytes: 431,
      urlBytes: 414,
      throttled: 429,
      failed: 502,
      timeout: 504,
    },
  },
  delivery: {
    batch: { usual: 1, max: 1000 },
    maxWindowMs: 300_000,
    lanes: "key",
    backoff: [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000],
    leaseMs: (timeoutMs) => timeoutMs,
    attempts: 5,
    exhausted: "deadLetter",
    retentionMs: 4 * DAY,
    expired: "deadLetter",
    maxDelayMs: 30 * DAY,
    maxRetryDelayMs: 30 * DAY,
    zones: "any",
  },
};

const ms = (duration: Duration | undefined): number | undefined =>
  duration === undefined ? undefined : milliseconds(duration);

/** The time limit of a function: its own, the test's, or the provider's. */
export const timeoutOf = (
  own: Duration | undefined,
  { instance }: Profile,
  { timeout, timeoutMs = ms(timeout) }: Overrides,
): number => Math.min(ms(own) ?? timeoutMs ?? instance.timeoutMs, timeoutMs ?? Number.POSITIVE_INFINITY);

/** Whether a source is kept in order. */
export const inOrder = ({ source }: EventFunction): boolean => source.kind === "stream" || source.fifo === true;

/** How a provider's queue delivers to a function. */
export function rulesOf(fn: EventFunction, profile: Profile, overrides: Overrides, timeoutMs: number): Rules {
  const { delivery = generic.delivery } = profile;
  const { batch, lanes, renewed = false, bisects = false, maxRetryDelayMs, retentionMs } = delivery;
  const ordered = inOrder(fn);
  const byKey = ordered && lanes === "key";
  const most = byKey ? (batch.maxInOrder ?? batch.max) : batch.max;
  const windowMs = byKey ? 0 : Math.min(ms(fn.options.window) ?? 0, delivery.maxWindowMs);
  const { attempts = fn.options.attempts ?? delivery.attempts, backoff } = overrides.retry ?? {};
  const pauses = Array.from({ length: Number.isFinite(attempts) ? attempts : 20 }, (_, i) =>
    backoff ? milliseconds(backoff(i + 1)) : 0,
  );
  return {
    size: Math.max(1, Math.min(fn.options.batch ?? batch.usual, most)),
    windowMs,
    laneByLane: ordered && lanes !== undefined && lanes !== "key",
    backoff: backoff ? pauses : delivery.backoff,
    leaseMs: ms(overrides.visibility) ?? delivery.leaseMs(timeoutMs, windowMs),
    renewed: renewed && overrides.visibility === undefined,
    attempts,
    spare: overrides.retry?.attempts === undefined ? (delivery.spare ?? 0) : 0,
    retentionMs,
    maxRetryDelayMs,
    bisects,
  };
}
