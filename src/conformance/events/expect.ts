import assert from "node:assert/strict";
import type { Delivered, EventCarrier, Sent, Told } from "./carrier.ts";

/** What the provider may take an event for. A provider that dead-letters by itself is told of a reject as such. */
const ENDS = {
  /** It will not come again. */
  done: ["done"],
  /** It comes again. */
  again: ["retry"],
  /** Rejected, and in somebody's hands. */
  aside: ["done", "reject"],
  /** Rejected, and kept by nobody but the provider. */
  failed: ["retry", "reject"],
} as const;

export type End = keyof typeof ENDS;

/** Each event ended as it must, in the order they were sent. */
export function ends({ settled, log }: Delivered, ...expected: readonly End[]): void {
  const is = settled.map((each) => each.is);
  assert.equal(is.length, expected.length, `${expected.length} events were sent, ${is.length} settled`);
  for (const [index, end] of expected.entries())
    assert.ok(
      (ENDS[end] as readonly string[]).includes(is[index] as string),
      `event ${index} is ${is[index]} and not ${end}: ${is.join()}\n${log.slice(0, 2000)}`,
    );
}

/** Handlers were given exactly these numbers, in whatever order. */
export function handled(delivered: Delivered, ...numbers: readonly number[]): void {
  assert.deepEqual(numbersOf(delivered.handled).sort(), [...numbers].sort(), delivered.log.slice(0, 2000));
}

/** The numbers in the data of what was told. */
export const numbersOf = (told: readonly Told[]): number[] => told.map(({ data }) => (data as { n: number }).n);

/** The only one of them. */
export function only<T>(list: readonly T[]): T {
  assert.equal(list.length, 1, `${list.length} and not one`);
  return list[0] as T;
}

/** Events with a number each, and what is to become of them. */
export const numbered = (...plans: readonly (string | (Sent & { readonly do?: string }))[]): Sent[] =>
  plans.map((plan, n) => {
    const { do: what, data, ...sent } = typeof plan === "string" ? { do: plan, data: {} } : plan;
    return { ...sent, data: { n, ...(what && what !== "done" && { do: what }), ...(data as object) } };
  });

/** Whether what fails spoils nothing that came with it. */
export const alone = ({ batches, traits }: EventCarrier): boolean => !batches || traits.partial === true;

/** How many calls of the handler were under way at most. */
export const peak = (told: readonly Told[]): number => Math.max(0, ...told.map(({ busy }) => busy));

/** Both are the same moment. */
export const sameTime = (told: string | undefined, time: string): void =>
  assert.equal(Date.parse(`${told}`), Date.parse(time), `${told} is not ${time}`);
