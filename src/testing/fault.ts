import { type AnySource, type Duration, milliseconds } from "../app/index.ts";

/**
 * Where something goes wrong. A name is that of an event in the trace (`"e2"`, one delivery of it `"e2#1"`), of a
 * function or of a channel; by name alone the first delivery of the first event is meant, with an object every one that
 * matches.
 */
export type Site = string | { readonly of: string | AnySource; readonly nth?: number; readonly attempt?: number };

/** One thing that goes wrong: plain data, so that it can be printed, sent and left out. Milliseconds. */
export type Fault =
  | { readonly kind: "duplicate"; readonly site: Site; readonly afterMs?: number | undefined }
  | { readonly kind: "delay"; readonly site: Site; readonly ms: number }
  | { readonly kind: "reorder"; readonly site: Site; readonly behind: string }
  | { readonly kind: "crash"; readonly site: Site; readonly at: string }
  | { readonly kind: "hang" | "loseReply"; readonly site: Site }
  | { readonly kind: "disconnect"; readonly site: Site; readonly ms: number }
  | { readonly kind: "throttle"; readonly fromMs: number; readonly forMs: number };

export type FaultKind = Fault["kind"];
export type FaultOf<K extends FaultKind> = Extract<Fault, { readonly kind: K }>;

/** Where a crash may be beside a checkpoint. */
const BEFORE = "before";
const AFTER = "after";

/**
 * What can go wrong, by name.
 *
 * @example cloud.inject(fault.crash("orders", { at: "charged" }), fault.duplicate("e2", { overlap: true }));
 */
export const fault: {
  /** Delivered once more: so long after it was delivered first; at once with `overlap`; by default when it has ended. */
  duplicate(site: Site, options?: { readonly after?: Duration; readonly overlap?: boolean }): Fault;
  /** Delivered so much later. */
  delay(site: Site, by: Duration): Fault;
  /** Not delivered before that one was; after a minute all the same. */
  reorder(site: Site, behind: string): Fault;
  /** The instance dies: before the handler, when it is done and nobody knows, or at a checkpoint of its context. */
  crash(site: Site, options?: { readonly at?: string }): Fault;
  /** The handler never ends. */
  hang(site: Site): Fault;
  /** No instance takes anything from a time on, counted from the beginning, and for so long. */
  throttle(span: { readonly from?: Duration; readonly for: Duration }): Fault;
  /** The work is done, and the provider does not learn of it. */
  loseReply(site: Site): Fault;
  /** The client goes away so long after it has sent its request. */
  disconnect(site: Site, options?: { readonly after?: Duration }): Fault;
} = {
  duplicate: (site, { after, overlap } = {}) => ({
    kind: "duplicate",
    site,
    ...((after !== undefined || overlap) && { afterMs: after === undefined ? 0 : milliseconds(after) }),
  }),
  delay: (site, by) => ({ kind: "delay", site, ms: milliseconds(by) }),
  reorder: (site, behind) => ({ kind: "reorder", site, behind }),
  crash: (site, { at = BEFORE } = {}) => ({ kind: "crash", site, at }),
  hang: (site) => ({ kind: "hang", site }),
  throttle: ({ from = 0, for: span }) => ({ kind: "throttle", fromMs: milliseconds(from), forMs: milliseconds(span) }),
  loseReply: (site) => ({ kind: "loseReply", site }),
  disconnect: (site, { after = 0 } = {}) => ({ kind: "disconnect", site, ms: milliseconds(after) }),
};

/** A fault as the code that makes it. */
export function faultCode(one: Fault): string {
  if (one.kind === "throttle") return `fault.throttle({ from: ${one.fromMs}, for: ${one.forMs} })`;
  const site = JSON.stringify(one.site);
  switch (one.kind) {
    case "duplicate":
      return `fault.duplicate(${site}${one.afterMs === undefined ? "" : `, { after: ${one.afterMs} }`})`;
    case "delay":
      return `fault.delay(${site}, ${one.ms})`;
    case "reorder":
      return `fault.reorder(${site}, ${JSON.stringify(one.behind)})`;
    case "crash":
      return `fault.crash(${site}, { at: ${JSON.stringify(one.at)} })`;
    case "disconnect":
      return `fault.disconnect(${site}, { after: ${one.ms} })`;
    default:
      return `fault.${one.kind}(${site})`;
  }
}

export { AFTER, BEFORE };
