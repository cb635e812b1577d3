import type { Rounds } from "./statistics.ts";

/** One column of a table. */
export interface Column {
  readonly key: string;
  readonly title: string;
  readonly digits?: number;
  /** Also the ratio to the base within each round, with quartiles. */
  readonly ratio?: boolean;
  /** The quartiles of the ratio are left out. */
  readonly plain?: boolean;
}

/** A table of the report. */
export interface Section {
  readonly title: string;
  /** How it was measured. */
  readonly note: string;
  readonly columns: readonly Column[];
  readonly rounds: Rounds;
  /** Whom the ratios are to. */
  readonly base: string;
}

/** What every measurement is given. */
export interface Bench {
  /** A folder for what is built and written. */
  readonly dir: string;
  /** How many rounds, of so many in a full run. */
  rounds(full: number): number;
  /** A run of a few minutes: few rounds, fewer columns. */
  readonly quick: boolean;
  /** Microseconds of CPU that a warm figure is measured for. */
  readonly budget: number;
  /** Who does not take part, and why. */
  leaveOut(name: string, reason: string): void;
}
