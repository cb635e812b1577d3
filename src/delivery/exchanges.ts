import type { Incoming } from "./incoming.ts";
import type { Settled } from "./settlement.ts";

/**
 * What arrives and what goes back, by kind of function.
 * A throw is the third answer everywhere: the provider's own failure signal.
 */
export interface Exchanges {
  http: {
    delivery: {
      readonly request: Request;
      /** Address of the client, from the field that the provider vouches for. */
      readonly client?: string;
    };
    outcome: Response;
  };
  events: { delivery: { readonly events: readonly Incoming[] }; outcome: readonly Settled[] };
  task: { delivery: { readonly input: unknown; readonly attempt?: number }; outcome: unknown };
}

export type Kind = keyof Exchanges;
export type Delivery<K extends Kind> = Exchanges[K]["delivery"];
export type Outcome<K extends Kind> = Exchanges[K]["outcome"];
