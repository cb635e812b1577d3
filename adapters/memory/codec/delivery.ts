import type { Codec, Delivery, Kind, Outcome } from "unmoor/adapter";

/**
 * The wire of the in-memory provider is the delivery itself: no bytes, no loss, the same road.
 *
 * @example const codec = deliveryCodec("http");
 */
export function deliveryCodec<K extends Kind>(kind: K): Codec<K, Delivery<K>, Outcome<K>> {
  return {
    name: "delivery",
    kind,
    claims: (native): native is Delivery<K> => typeof native === "object" && native !== null,
    decode: (wire) => wire,
    encode: (outcome) => outcome,
  };
}
