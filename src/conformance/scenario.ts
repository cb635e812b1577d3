import type { HttpTrait } from "../adapter/index.ts";
import type { Carrier } from "./call.ts";

/** One rule of HTTP functions, tried on one carrier against the scenarios' app. Throws where it does not hold. */
export interface Scenario {
  /** The rule. */
  readonly name: string;
  /** Traits without which it cannot hold. */
  readonly needs?: readonly HttpTrait[];
  run(carrier: Carrier): Promise<void>;
  /** What holds instead where one of `needs` is lacking. */
  lacking?(carrier: Carrier): Promise<void>;
}

/** How a scenario ended. `lacks` is a declared difference whose degradation, where there is one, was seen to hold. */
export type Verdict =
  | { readonly is: "pass" }
  | { readonly is: "lacks"; readonly lacks: readonly { readonly trait: HttpTrait; readonly sentence: string }[] }
  | { readonly is: "fail"; readonly error: unknown };

/** A verdict as data for a report. */
export interface Result {
  readonly provider: string;
  readonly shape: string;
  readonly scenario: string;
  readonly is: Verdict["is"];
  readonly lacks?: readonly { readonly trait: HttpTrait; readonly sentence: string }[];
  readonly error?: string;
}

/**
 * Tries a scenario. Never skips one: a lack is told with its sentence.
 *
 * @example for (const scenario of scenarios) report(await judge(scenario, carrier));
 */
export async function judge(scenario: Scenario, carrier: Carrier): Promise<Verdict> {
  const lacks = (scenario.needs ?? []).flatMap((trait) => {
    const said = carrier.traits[trait];
    return said === true ? [] : [{ trait, sentence: said.lacks }];
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
export function resultOf(scenario: Scenario, carrier: Carrier, verdict: Verdict): Result {
  const { provider, shape } = carrier;
  return {
    provider,
    shape,
    scenario: scenario.name,
    is: verdict.is,
    ...(verdict.is === "lacks" && { lacks: verdict.lacks }),
    ...(verdict.is === "fail" && {
      error: verdict.error instanceof Error ? verdict.error.message : String(verdict.error),
    }),
  };
}
