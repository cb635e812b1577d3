/**
 * A CloudEvents 1.0 event, as handlers receive it: a plain structural type.
 *
 * Extensions are further members: lower-case letters and digits by the specification.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export interface CloudEvent<Data = unknown> {
  readonly specversion: "1.0";
  /** With `source`, names the event: equal over redeliveries wherever the provider has a stable id. */
  readonly id: string;
  /** URI reference of where it comes from. */
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  /** RFC 3339, kept as received. */
  readonly time?: string;
  readonly datacontenttype?: string;
  readonly dataschema?: string;
  readonly data: Data;
  readonly [extension: string]: unknown;
}
