import type { Adapter } from "../adapter/index.ts";
import type { Chaos } from "./chaos.ts";
import type { Cloud } from "./cloud.ts";
import type { Fault } from "./fault.ts";
import type { Load } from "./names.ts";
import type { Overrides } from "./profile.ts";
import type { Shapes } from "./provider.ts";
import { cloudOf } from "./simulation.ts";

/** What stands for the cloud in a test. */
export interface SimulateOptions extends Overrides {
  /** A provider's name or an adapter: everything goes through its own codecs, as on that cloud. `memory` by default. */
  readonly as?: string | Adapter;
  /** Which of its shapes carry which triggers; the adapter's defaults by default. */
  readonly shapes?: Shapes;
  /** The same for HTTP alone. */
  readonly http?: string;
  /** Stands in for values of `provide`, by name. */
  readonly provide?: Readonly<Record<string, unknown>>;
  /** The environment; none of the real one. */
  readonly env?: Readonly<Record<string, string>>;
  /** When it begins; the first of January 2026, 00:00 UTC, by default. */
  readonly now?: Date | string | number;
  /** Decides all chance; 0 by default. */
  readonly seed?: number | string;
  /** Real I/O of the app is waited for, or refused with its call site. */
  readonly realIO?: "wait" | "error";
  /** What goes wrong, exactly. */
  readonly faults?: readonly Fault[];
  /** What may go wrong, by the seed. */
  readonly chaos?: Chaos;
  /** Faults, seed and provider of a run that `explore` has printed. */
  readonly replay?: string;
}

/**
 * Runs an app in memory, through the very codecs that run on a cloud, in virtual time.
 *
 * @param app a module's exports, an object of functions, or a function that gives either: called for each instance that
 *   starts cold, so that each can have a module graph of its own
 * @throws `ROUTE_CLASH`, `INVALID_REPLAY` at once; `UNKNOWN_PROVIDER`, `UNKNOWN_SHAPE`, `MISSING_TRAIT` at the first use
 * @example
 * const cloud = simulate({ hello, fulfil }, { as: "aws", provide: { db: fake } });
 * await cloud.send("orders", { id: "o1" });
 * await cloud.settled();
 */
export const simulate = <const A extends object>(app: Load<A>, options: SimulateOptions = {}): Cloud<A> =>
  cloudOf(app, options);
