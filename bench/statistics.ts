/** Median and quartiles. */
export interface Spread {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Median and quartiles of what was measured; NaN of nothing. */
export function spread(values: readonly number[]): Spread {
  const sorted = values.filter(Number.isFinite).toSorted((a, b) => a - b);
  const at = (share: number): number => {
    const place = (sorted.length - 1) * share;
    const [below = Number.NaN, above = Number.NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  };
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

/** One fresh process's numbers. */
export type Numbers = Readonly<Record<string, number>>;

/** By name, the numbers of each round: the same place in each list is the same round. */
export type Rounds = ReadonlyMap<string, readonly Numbers[]>;

/** A column of one contestant. */
export const column = (rounds: readonly Numbers[] = [], key: string): Spread =>
  spread(rounds.map((one) => one[key] ?? Number.NaN));

/** The ratios to another contestant within each round: what the neighbours do to one, they do to the other. */
export const ratio = (rounds: readonly Numbers[] = [], to: readonly Numbers[] = [], key: string): Spread =>
  spread(rounds.map((one, i) => (one[key] ?? Number.NaN) / (to[i]?.[key] ?? Number.NaN)));
