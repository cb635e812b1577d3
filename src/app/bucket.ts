import type { Schema } from "./schema.ts";
import type { AnySource } from "./source.ts";

/** What an event of a bucket says of its object, alike on every provider. */
export interface BucketObject {
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  /** Bytes; absent where the provider does not say, and of what was deleted. */
  readonly size?: number;
  readonly etag?: string;
  /** Version or generation. */
  readonly version?: string;
  readonly contentType?: string;
}

/** A bucket of objects. */
export interface Bucket<Name extends string> extends AnySource {
  readonly kind: "bucket";
  readonly name: Name;
  /** None: only its type is used. */
  readonly schema?: Schema<never, BucketObject>;
}

/**
 * A bucket: an event for each object that is created, or with `when: "deleted"` deleted.
 *
 * @example export const thumbs = on(bucket("uploads"), { when: "created" }, async (event) => resize(event.data.key));
 */
/* @__NO_SIDE_EFFECTS__ */
export function bucket<const Name extends string>(name: Name): Bucket<Name> {
  return { kind: "bucket", name };
}
