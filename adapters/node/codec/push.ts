import { type NodeRequest, nodeHeaders } from "unmoor/adapter";

/** A request with its body read whole. */
export type Push = Pick<NodeRequest, "method" | "url" | "rawHeaders" | "rawBody">;

/** Header fields by lower-case name; of repeated ones the last. */
export const headersOf = ({ rawHeaders }: Pick<Push, "rawHeaders">): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(nodeHeaders(rawHeaders));

/** Whether a request was read whole, and what its headers say of events: CloudEvents over HTTP in any mode. */
export function carries(native: unknown): "events" | "other" | undefined {
  const push = (native ?? {}) as Partial<Push>;
  if (push.method !== "POST" || !push.rawHeaders || !push.rawBody) return undefined;
  const headers = headersOf(push as Push);
  return headers["ce-specversion"] || /^\s*application\/cloudevents/i.test(`${headers["content-type"]}`)
    ? "events"
    : "other";
}
