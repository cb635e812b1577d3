import { AsyncLocalStorage } from "node:async_hooks";
import { error } from "../adapter/index.ts";

/** What is claimed of one run. */
export interface Claims {
  add(kind: "always" | "sometimes" | "eventually", claim: string, ok: () => unknown): void;
  /** After every step. */
  step(): void;
  /** When nothing is left to do. */
  end(): Promise<void>;
  /** The first claim that failed. */
  readonly failure: Error | undefined;
  /** Of `sometimes`: whether it has held. */
  readonly reached: ReadonlyMap<string, boolean>;
}

/** The run that the code here belongs to. */
export const runs: AsyncLocalStorage<Claims> = new AsyncLocalStorage<Claims>();

const current = (word: string): Claims => {
  const claims = runs.getStore();
  if (claims) return claims;
  throw error(
    "NO_EXPLORATION",
    `${word}() is called in the scenario of explore(), so that each run has its own claims`,
  );
};

/**
 * Claims what holds after every step of every run.
 *
 * @throws `NO_EXPLORATION` outside a scenario
 * @example always("never charged twice", () => new Set(ledger.orders).size === ledger.orders.length);
 */
export const always = (claim: string, ok: () => boolean): void => current("always").add("always", claim, ok);

/**
 * Claims what holds at some step of some run; if it never does, the exploration has not seen what it was made for.
 *
 * @throws `NO_EXPLORATION` outside a scenario
 * @example sometimes("two at once", () => cloud.peak.concurrency > 1);
 */
export const sometimes = (claim: string, ok: () => boolean): void => current("sometimes").add("sometimes", claim, ok);

/**
 * Claims what holds in every run when nothing is left to do.
 *
 * @throws `NO_EXPLORATION` outside a scenario
 * @example eventually("everyone is charged", () => ledger.orders.length === 3);
 */
export const eventually = (claim: string, ok: () => boolean | Promise<boolean>): void =>
  current("eventually").add("eventually", claim, ok);

export function createClaims(): Claims {
  const claims: { readonly kind: string; readonly claim: string; readonly ok: () => unknown }[] = [];
  const reached = new Map<string, boolean>();
  let failure: Error | undefined;
  const fail = (claim: string, kind: string, cause?: unknown): void => {
    const why = cause instanceof Error ? `: ${cause.message}` : "";
    failure ??= Object.assign(error("CLAIM_FAILED", `${kind}("${claim}") failed${why}`), { claim, cause });
  };
  const check = (claim: string, kind: string, ok: () => unknown): void => {
    try {
      if (kind === "sometimes") reached.set(claim, reached.get(claim) || Boolean(ok()));
      else if (!ok()) fail(claim, kind);
    } catch (cause) {
      fail(claim, kind, cause);
    }
  };
  const step = (): void => {
    if (failure) return;
    for (const { kind, claim, ok } of claims) if (kind !== "eventually") check(claim, kind, ok);
  };
  return {
    reached,
    step,
    add(kind, claim, ok) {
      claims.push({ kind, claim, ok });
      if (kind === "sometimes") reached.set(claim, false);
    },
    async end() {
      step();
      for (const { kind, claim, ok } of claims) {
        if (kind !== "eventually" || failure) continue;
        const held = await (async () => ok())().catch((cause: unknown) => fail(claim, kind, cause));
        if (!held) fail(claim, kind);
      }
    },
    get failure() {
      return failure;
    },
  };
}
