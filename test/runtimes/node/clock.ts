// Loaded before the server: its time is STARTS_AT until the turn is over in which somebody first asks, however long
// starting takes, and goes on from there. Timers are real.
const Real = Date;
const begin = Number(process.env.STARTS_AT);
let skew: number | undefined;
let asked = false;
const now = (): number => {
  if (!asked)
    setImmediate(() => {
      skew = begin - Real.now();
    });
  asked = true;
  return skew === undefined ? begin : Real.now() + skew;
};

globalThis.Date = class extends Real {
  constructor(...parts: readonly unknown[]) {
    super(...((parts.length ? parts : [now()]) as [number]));
  }
  static override now(): number {
    return now();
  }
} as DateConstructor;
