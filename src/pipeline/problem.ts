/** Members of a problem beside its status. */
export interface ProblemMembers {
  /** URI that names the kind of problem; `about:blank` by default, then the title is the status's own. */
  readonly type?: string;
  readonly title?: string;
  readonly [extension: string]: unknown;
}

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

/**
 * A problem details answer. Throw it or return it.
 *
 * @param status 400 to 599
 * @param detail what the client may know about it
 * @see https://www.rfc-editor.org/rfc/rfc9457
 * @example throw problem(409, "order 17 is shipped already");
 */
export function problem(
  status: number,
  detail?: string,
  { type = "about:blank", title = TITLES[status] ?? "Error", ...extensions }: ProblemMembers = {},
  headers?: Readonly<Record<string, string>>,
): Response {
  return new Response(JSON.stringify({ type, title, status, ...(detail && { detail }), ...extensions }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
}
