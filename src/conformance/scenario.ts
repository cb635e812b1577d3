import type { EventTrait, HttpTrait, Trait } from "../adapter/index.ts";
import type { Carrier } from "./call.ts";

/** What judging knows of whatever carries calls or events to the scenarios' app. */
export interface Carrying {
  readonly provider: string;
  readonly shape: string;
  readonly traits: Readonly<Partial<Record<HttpTrait | EventTrait, Trait>>>;
}

/** One rule, tried on one carrier against the scenarios' app. Throws where it does not hold. */
export interface Scenario<C extends Carrying = Carrier> {
  /** The rule. */
  readonly name: string;
  /** Traits without which it cannot hold. */
  readonly needs?: readonly (keyof C["traits"])[];
  run(carrier: C): Promise<void>;
  /** What holds instead where one of `needs` is lacking. */
  lacking?(carrier: C): Promise<void>;
}

/** A trait that a shape does not have, and why. */
export interface Lack {
  readonly trait: HttpTrait | EventTrait;
  readonly sentence: string;
}

/** How a scenario ended. `lacks` is a declared difference whose degradation, where there is one, was seen to hold. */
export type Verdict =
  | { readonly is: "pass" }
  | { readonly is: "lacks"; readonly lacks: readonly Lack[] }
  | { readonly is: "fail"; readonly error: unknown };

/** A verdict as data for a report. */
export interface Result {
  readonly provider: string;
  readonly shape: string;
  /** Through codec and inverse in process, or on the provider's own runtime. */
  readonly road?: "codec" | "runtime";
  /** Of events and tasks: what started the function. */
  readonly trigger?: string;
  readonly scenario: string;
  /** `unrun` is a scenario that this road cannot show; `error` says why. */
  readonly is: Verdict["is"] | "unrun";
  readonly lacks?: readonly Lack[];
  readonly error?: string;
}

/**
 * Tries a scenario. Never skips one: a lack is told with its sentence.
 *
 * @example for (const scenario of scenarios) report(await judge(scenario, carrier));
 */
export async function judge<C extends Carrying>(scenario: Scenario<C>, carrier: C): Promise<Verdict> {
  const lacks = (scenario.needs ?? []).flatMap((name) => {
    const trait = name as Lack["trait"];
    const said = carrier.traits[trait];
    return said === true ? [] : [{ trait, sentence: said?.lacks ?? `nobody has said anything of ${trait}` }];
  });
  try {
    if (!lacks.length) {
      await scenario.run(carrier);
      return { is: "pass" };
    }
    await scenario.lacking?.(carrier);
    return { is: "lacks", lacks };
  } catch (error) {
    return { is: "fail", error };
  }
}

/** A verdict with its whereabouts. */
export function resultOf<C extends Carrying & { readonly trigger?: string }>(
  scenario: Scenario<C>,
  { provider, shape, trigger }: C,
  verdict: Verdict,
): Result {
  return {
    provider,
    shape,
    ...(trigger && { trigger }),
    scenario: scenario.name,
    is: verdict.is,
    ...(verdict.is === "lacks" && { lacks: verdict.lacks }),
    ...(verdict.is === "fail" && {
      error: verdict.error instanceof Error ? verdict.error.message : String(verdict.error),
    }),
  };
}
