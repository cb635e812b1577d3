import { error } from "../adapter/index.ts";
import type { AnySource } from "../app/index.ts";
import { type createChaos, FAILING, type Place } from "./chaos.ts";
import type { Fault, FaultKind, FaultOf, Site } from "./fault.ts";

/** Where the simulation is when it asks whether something goes wrong. */
export interface Spot extends Place {
  /** Of the event: `e2`. */
  readonly event: string;
  /** Its function and its channel. */
  readonly names: readonly string[];
  /** The how-manieth event of its channel, from 1. */
  readonly nth: number;
  /** Which delivery of it, from 1; 0 before the first. */
  readonly number: number;
  /** Deliveries that the provider makes at most. */
  readonly attempts: number;
  /** What dies here is lost by the provider, so that chance leaves it alone. */
  readonly fragile?: boolean | undefined;
}

/** What goes wrong in one simulation: what was scripted, and what chance adds. */
export interface Plan {
  find<K extends FaultKind>(kind: K, spot: Spot): FaultOf<K> | undefined;
  inject(...faults: readonly Fault[]): void;
  /**
   * Names that faults may be at, from now on.
   *
   * @throws `UNKNOWN_SITE` for a fault that could never happen; so does `inject`
   */
  know(names: Iterable<string>): void;
  /** Until when nothing is taken at a time, if that is so; both in milliseconds since the simulation began. */
  throttledUntil(now: number): number | undefined;
  /** All that went wrong so far, by exact names: the same again when it is scripted. */
  readonly applied: readonly Fault[];
}

export function createPlan(scripted: readonly Fault[], draw?: ReturnType<typeof createChaos>): Plan {
  const script = [...scripted];
  const applied: Fault[] = [];
  const seen = new Set<string>();
  const throttles = script.filter((one): one is FaultOf<"throttle"> => one.kind === "throttle");
  applied.push(...throttles);
  let known: ReadonlySet<string> | undefined;
  const check = (faults: readonly Fault[]): void => {
    if (known) for (const one of faults) if (one.kind !== "throttle") checkSite(one.site, known);
  };
  return {
    applied,
    throttledUntil(now) {
      const ends = throttles.flatMap(({ fromMs, forMs }) =>
        fromMs <= now && now < fromMs + forMs ? [fromMs + forMs] : [],
      );
      return ends.length ? Math.max(...ends) : undefined;
    },
    know(names) {
      known = new Set(names);
      check(script);
    },
    inject(...faults) {
      check(faults);
      script.push(...faults);
      for (const one of faults) if (one.kind === "throttle") throttles.push(one);
    },
    find<K extends FaultKind>(kind: K, spot: Spot): FaultOf<K> | undefined {
      const { at } = spot;
      const name = `${kind}@${spot.key}:${at}`;
      const told = script.find(
        (one) =>
          one.kind === kind && one.kind !== "throttle" && meant(one.site, spot) && (!("at" in one) || one.at === at),
      );
      const spare = isSpare(kind, spot);
      const found = told ?? (spare ? draw?.(kind, spot) : undefined);
      if (!found || seen.has(name)) return undefined;
      seen.add(name);
      const exact = (found.kind === "throttle" ? found : { ...found, site: spot.key }) as FaultOf<K>;
      applied.push(exact);
      if (found.kind === "throttle") throttles.push(found);
      return exact;
    },
  };
}

/** Whether chance may have something go wrong there: what a provider gives up for want of deliveries is no one's bug. */
function isSpare(kind: FaultKind, { number, attempts, fragile }: Spot): boolean {
  if (kind === "crash" && fragile) return false;
  // A repeated delivery counts as one, too. The first is repeated all the same, by those who deliver but once.
  if (kind === "duplicate") return number === 1 || number < attempts - 2;
  return !FAILING.has(kind) || (number < attempts - 1 && number < 3);
}

/** Of events, requests and tasks (`e2`, `e2.audit#1`, `r1`), and of runs of a schedule (`nightly.1`). */
const KEY = /^(?:[ert]\d+(?:\.\w+)?|\w+\.\d+)(?:#\d+)?$/;

function checkSite(site: Site, known: ReadonlySet<string>): void {
  const name = typeof site === "string" ? site : typeof site.of === "string" ? site.of : nameOf(site.of);
  if (known.has(name) || KEY.test(name)) return;
  const all = [...known].join(", ") || "none";
  throw error("UNKNOWN_SITE", `no fault can be at "${name}": the app has ${all}; events are e1, e2#1 …, requests r1`);
}

/** Whether a site is this spot. Before the first delivery (delays, orders) the event itself is meant. */
function meant(site: Site, { key, event, names, nth, number }: Spot): boolean {
  if (typeof site === "string")
    return site === key || (number <= 1 && (site === event || (nth === 1 && names.includes(site))));
  const of = typeof site.of === "string" ? site.of : nameOf(site.of);
  return (
    (of === event || names.includes(of)) &&
    (site.nth === undefined || site.nth === nth) &&
    (site.attempt === undefined || number === 0 || site.attempt === number)
  );
}

/** What a source is called in traces: its name, or what it matches. */
export const nameOf = ({ name, match, cron }: AnySource): string => name ?? match?.type ?? cron ?? "";
