import type { Delivery, Inverse, Kind, Outcome } from "unmoor/adapter";

/** The identity: what is sent is what arrives. */
export function deliveryInverse<K extends Kind>(): Inverse<K, Delivery<K>, Outcome<K>> {
  return { wire: (delivery) => delivery, outcome: (reply) => reply };
}
