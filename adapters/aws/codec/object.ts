import type { CloudEvent, Incoming } from "unmoor/adapter";

/** What S3 says of an object, in whichever words. */
export interface ObjectFacts {
  readonly id: string;
  readonly source: string;
  /** `ObjectCreated:Put`, `Object Created`. */
  readonly name: string;
  readonly time: unknown;
  readonly bucket: string;
  /** Decoded. */
  readonly key: string;
  readonly size: unknown;
  readonly etag: unknown;
  readonly version: unknown;
  /** Hexadecimal: of two events of one key, the greater is the later. */
  readonly sequencer: unknown;
}

/** An object's event: alike on every provider, and under S3's own name where it is neither creation nor deletion. */
export function objectEvent(facts: ObjectFacts, rest: Omit<Incoming, "event"> = {}): Incoming {
  const { id, source, name, time, bucket, key, size, etag, version, sequencer } = facts;
  const kind = /^Object ?Created/.test(name)
    ? "created"
    : /^(Object ?(Removed|Deleted)|LifecycleExpiration)/.test(name) && "deleted";
  return {
    event: {
      specversion: "1.0",
      id,
      source,
      type: kind ? `dev.unmoor.bucket.${kind}` : name,
      subject: key,
      ...present({ time, sequence: sequencer }),
      datacontenttype: "application/json",
      data: { bucket, key, ...present({ size, etag, version }) },
    } as CloudEvent,
    channel: bucket,
    ...rest,
  };
}

const present = (all: object): object => Object.fromEntries(Object.entries(all).filter(([, value]) => value != null));
