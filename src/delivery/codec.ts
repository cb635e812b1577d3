import type { Delivery, Kind, Outcome } from "./exchanges.ts";
import type { Host } from "./host.ts";
import type { Invocation } from "./invocation.ts";

/** Translates one wire shape of a provider. Bundled: imports only `unmoor/adapter`. */
export interface Codec<K extends Kind, Wire = unknown, Reply = unknown> {
  readonly name: string;
  readonly kind: K;
  /** Whether `native` has this shape: the guard of a unit built for it. Pure. */
  claims(native: unknown): native is Wire;
  /** Verifies the sender, fetches a large message. */
  open?(wire: Wire, host: Host): Promise<Wire>;
  /** Pure. Throws coded errors only. */
  decode(wire: Wire, invocation: Invocation): Delivery<K>;
  /** Renews a lease while handlers run; returns the release. */
  hold?(wire: Wire, host: Host): () => void;
  /** Acknowledges, delays, gives back. */
  close?(outcome: Outcome<K>, wire: Wire, host: Host): Promise<void>;
  /** Pure. May throw: for `http` that becomes a problem answer, for the rest the provider's failure signal. */
  encode(outcome: Outcome<K>, wire: Wire): Reply | Promise<Reply>;
}

/** Runs functions for one kind of delivery; made from an app by the pipeline. */
export interface Dispatch<K extends Kind> {
  readonly kind: K;
  deliver(delivery: Delivery<K>, invocation: Invocation, host: Host): Promise<Outcome<K>>;
  /** What to answer when a codec failed; throws where the provider's own failure signal is the answer. */
  refuse(error: unknown, invocation: Invocation, host: Host): Outcome<K>;
}
