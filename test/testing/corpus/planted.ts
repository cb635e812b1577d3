import { type Chaos, type Cloud, type Explored, type ExploreOptions, explore } from "unmoor/testing";

/** What a scenario works on: an app, and what stands in for its `provide`. */
interface World {
  readonly app: object;
  readonly provide?: Readonly<Record<string, unknown>>;
}
type AppOf<W extends World> = W["app"] extends () => infer A ? A : W["app"];

/** A classic fault, and the same code without it. */
export interface Planted {
  /** In one sentence. */
  readonly fault: string;
  /** Providers on which it cannot show, and why. */
  readonly hidden: Readonly<Record<string, string>>;
  broken(options: ExploreOptions): Promise<Explored>;
  fixed(options: ExploreOptions): Promise<Explored>;
}

export function planted<W extends World>(of: {
  readonly fault: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly broken: () => W;
  readonly fixed: () => W;
  readonly scenario: (cloud: Cloud<AppOf<W>>, world: W) => unknown;
  /** What may go wrong; everything by default. */
  readonly chaos?: Chaos;
  readonly options?: NonNullable<ExploreOptions["options"]>;
}): Planted {
  const { fault, hidden = {}, chaos, options } = of;
  const run = (world: () => W, more: ExploreOptions): Promise<Explored> =>
    explore(world, (cloud, made) => of.scenario(cloud as unknown as Cloud<AppOf<W>>, made), {
      ...(chaos && { chaos }),
      ...(options && { options }),
      ...more,
    });
  return { fault, hidden, broken: (more) => run(of.broken, more), fixed: (more) => run(of.fixed, more) };
}

/** Time that a call to somewhere else takes. */
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** A value of `provide` that only tests have. */
export const faked = (): never => {
  throw new Error("there is none outside of tests");
};
