/**
 * Matchers for vitest. Importing this file adds them to `expect`.
 *
 * @example
 * import "unmoor/testing/vitest";
 * await cloud.settled();
 * expect(cloud).toHaveDelivered("orders", { times: 1 });
 */
import { expect } from "vitest";
import type { Limits } from "../adapter/index.ts";
import type { Duration } from "../app/index.ts";
import type { Chaos } from "./chaos.ts";
import type { Cloud } from "./cloud.ts";
import type { AppOf } from "./explore.ts";
import { toAgree } from "./matchers/agree.ts";
import { type DeadLetteredOptions, toHaveDeadLettered } from "./matchers/dead-lettered.ts";
import { type DeliveredOptions, toHaveDelivered } from "./matchers/delivered.ts";
import { type IdempotentOptions, toBeIdempotentUnder } from "./matchers/idempotent.ts";
import { toExceedLimit } from "./matchers/limit.ts";
import { toHaveRetriedAfter } from "./matchers/retried.ts";
import { toHaveStatus } from "./matchers/status.ts";
import type { Names, Sendable } from "./names.ts";

export type { DeadLetteredOptions, DeliveredOptions, IdempotentOptions };

/** Channels and functions of what is expected of, by name or by value. */
export type ChannelOf<T> = T extends Cloud<infer A> ? Names<A> | (keyof A & string) | Sendable : string | Sendable;

/** A world's maker, as `explore` takes it. */
export type WorldOf<T> = T extends () => infer W
  ? Awaited<W> extends { readonly app: object }
    ? Awaited<W>
    : never
  : never;

/** Of a promise a promise: it has to be awaited. */
export type Given<R, T> = T extends PromiseLike<unknown> ? Promise<void> : R;

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * A cloud has delivered events of a channel, or to a function: at least once, or as often as `times` says. Every
     * delivery counts, repeated ones too.
     *
     * @example expect(cloud).toHaveDelivered("orders", { times: 1, data: { id: "o1" }, ended: "done" });
     */
    toHaveDelivered(of?: ChannelOf<T>, options?: DeliveredOptions): R;
    /**
     * Every event that failed came again after exactly these pauses, each from the end of a delivery to the next one.
     *
     * @example expect(cloud).toHaveRetriedAfter("1s", "2s", "4s");
     */
    toHaveRetriedAfter(...pauses: readonly [Duration, ...Duration[]]): R;
    /**
     * A provider has given up events of a channel or of a function.
     *
     * @example expect(cloud).toHaveDeadLettered("orders", { reason: /no such item/ });
     */
    toHaveDeadLettered(of?: ChannelOf<T>, options?: DeadLetteredOptions): R;
    /**
     * A response has a status. Of a promise the message shows the body, too.
     *
     * @example await expect(cloud.fetch("/orders/7")).toHaveStatus(404);
     */
    toHaveStatus(status: number): Given<R, T>;
    /**
     * What was sent is more than the provider takes.
     *
     * @example await expect(cloud.send("orders", large)).toExceedLimit("eventBytes");
     */
    toExceedLimit(limit?: keyof Limits): Promise<void>;
    /**
     * Providers made the same of a scenario.
     *
     * @example await expect(parity(app, ["aws", "gcp"], scenario)).toAgree();
     */
    toAgree(): Given<R, T>;
    /**
     * Whatever goes wrong, a scenario leaves behind what it leaves when nothing does. It is called as by `explore`, and
     * gives what it leaves behind: what JSON keeps of it, a list in whatever order.
     *
     * @example
     * await expect(world).toBeIdempotentUnder(chaos.atLeastOnce, async (cloud, { ledger }) => {
     *   await cloud.send("orders", { id: "o1" });
     *   return ledger;
     * });
     */
    toBeIdempotentUnder(
      chaos: Chaos,
      scenario: (cloud: Cloud<AppOf<WorldOf<T>>>, world: WorldOf<T>) => unknown,
      options?: IdempotentOptions,
    ): Promise<void>;
  }
}

/** The matchers by name, for an `expect` of one's own. */
export const matchers: {
  readonly toHaveDelivered: typeof toHaveDelivered;
  readonly toHaveRetriedAfter: typeof toHaveRetriedAfter;
  readonly toHaveDeadLettered: typeof toHaveDeadLettered;
  readonly toHaveStatus: typeof toHaveStatus;
  readonly toExceedLimit: typeof toExceedLimit;
  readonly toAgree: typeof toAgree;
  readonly toBeIdempotentUnder: typeof toBeIdempotentUnder;
} = {
  toHaveDelivered,
  toHaveRetriedAfter,
  toHaveDeadLettered,
  toHaveStatus,
  toExceedLimit,
  toAgree,
  toBeIdempotentUnder,
};

expect.extend(matchers);
