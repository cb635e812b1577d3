/** Members of a problem. */
export interface ProblemMembers {
  /** What the client may know about this occurrence. */
  readonly detail?: string;
  /** URI that names the kind of problem; `about:blank` by default. */
  readonly type?: string;
  readonly title?: string;
  readonly [extension: string]: unknown;
}

/** The titles of what the pipeline itself answers. */
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  404: "Not Found",
  405: "Method Not Allowed",
  500: "Internal Server Error",
  501: "Not Implemented",
  503: "Service Unavailable",
};

/** A problem details answer: what the pipeline itself needs of `problem`. No `type` is `about:blank` (RFC 9457, 3.1.1). */
export const answer = (
  status: number,
  headers?: Readonly<Record<string, string>>,
  members?: ProblemMembers,
): Response =>
  Response.json(
    { title: TITLES[status], status, ...members },
    { status, headers: { "content-type": "application/problem+json", ...headers } },
  );

/**
 * A problem details answer. Throw it or return it.
 *
 * @param status 400 to 599
 * @param members a detail for the client, or members of the problem
 * @see https://www.rfc-editor.org/rfc/rfc9457
 * @example throw problem(409, "order 17 is shipped already");
 * @example throw problem(403, { type: "https://example.com/probs/credit", detail: "30 of 50", balance: 30 });
 */
export function problem(
  status: number,
  members?: string | ProblemMembers,
  headers?: Readonly<Record<string, string>>,
): Response {
  return answer(status, headers, typeof members === "string" ? { detail: members } : members);
}
