import { error, type UnmoorError } from "../adapter/index.ts";
import { moduleLoads } from "./modules.ts";
import { native } from "./native.ts";
import type { Scope } from "./scope.ts";
import { callSite } from "./site.ts";

/** Real work that the event loop does for a scope, outside of virtual time. */
export interface Real {
  /** `work` is done in this process: hashing, compressing, loading. The rest asks the outside world. */
  readonly kind: "network" | "file" | "process" | "timer" | "work";
  /** `GET http://localhost:3000/x`, `FSREQPROMISE`. */
  readonly what: string;
  /** The stack that started it. */
  readonly trace?: Error;
  readonly scope?: Scope | undefined;
  /** Whether virtual time must stand still for it. */
  busy(): boolean;
  /** Whether it can be busy again after it was not. */
  readonly lasting?: boolean;
  /** Called when it is no longer followed. */
  forget?(): void;
}

/** The real clock or real randomness, used inside a scope. */
export interface Escape {
  /** `setTimeout`, `RANDOMBYTESREQUEST`. */
  readonly what: string;
  /** Where the app did so, as far as the stack tells. */
  readonly site: string;
  readonly count: number;
}

export interface Io {
  add(real: Real): void;
  remove(real: Real): void;
  /** Whether time must stand still. */
  busy(): boolean;
  /** Something real has happened: more may follow. */
  touch(): void;
  /** How much has happened. */
  readonly activity: number;
  readonly all: ReadonlyMap<Real, number>;
  /** Counts what escaped from the scope's time and randomness. */
  escape(what: string, trace: Error): void;
  readonly escapes: readonly Escape[];
  /** What was not allowed. */
  readonly refused: UnmoorError | undefined;
}

/**
 * @param realIO `error` refuses what asks the outside world; work inside this process is waited for
 */
export function createIo(realIO: "wait" | "error"): Io {
  const all = new Map<Real, number>();
  const escaped: { readonly what: string; readonly trace: Error }[] = [];
  let activity = 0;
  let refused: UnmoorError | undefined;
  const modules = moduleLoads();
  if (modules) all.set(modules, native.dateNow());
  return {
    all,
    add(real) {
      activity++;
      all.set(real, native.dateNow());
      if (realIO === "error" && real.kind !== "work")
        refused ??= error(
          "REAL_IO",
          `${name(real)} is real I/O, which realIO: "error" refuses: give a fake by \`provide\`, or say realIO: "wait"`,
        );
    },
    remove(real) {
      if (!all.delete(real)) return;
      real.forget?.();
      activity++;
    },
    escape: (what, trace) => void escaped.push({ what, trace }),
    get escapes() {
      const found = new Map<string, Escape>();
      for (const { what, trace } of escaped) {
        const site = callSite(trace);
        const key = `${what} ${site}`;
        found.set(key, { what, site, count: (found.get(key)?.count ?? 0) + 1 });
      }
      return [...found.values()];
    },
    touch: () => void activity++,
    busy() {
      let any = false;
      for (const real of all.keys()) {
        if (real.busy()) any = true;
        else if (!real.lasting) {
          all.delete(real);
          real.forget?.();
        }
      }
      return any;
    },
    get activity() {
      return activity;
    },
    get refused() {
      return refused;
    },
  };
}

/** For messages: what it is, whose, and where it was started. */
export function name({ what, trace, scope }: Real): string {
  const site = callSite(trace);
  return `${what}${scope ? ` of ${scope.label}` : ""}${site ? ` started at ${site}` : ""}`;
}
