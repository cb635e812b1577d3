import { http, problem } from "unmoor";

const secret = "the password is hunter2";

export const failing = http("GET,POST /error/:kind", async (_request, { params }) => {
  switch (params.kind) {
    case "error":
      throw new Error(secret);
    case "rejected":
      return await Promise.reject(new TypeError(secret));
    case "text":
      throw secret;
    case "nothing":
      throw undefined;
    case "response":
      throw new Response("thrown", { status: 402, headers: { "x-thrown": "1" } });
    case "problem":
      throw problem(409, { detail: "shipped already", type: "https://errors.example/shipped", order: 17 });
    case "undefined":
      return undefined as unknown as Response;
    case "object":
      return { status: 200, body: secret } as unknown as Response;
    case "status":
      return Object.assign(Response.error(), { secret });
    case "coded":
      // Coded by somebody else: a database, a system call.
      throw Object.assign(new Error(secret), { code: "ENOENT" });
  }
  return new Response("no such kind", { status: 404 });
});

/** A synchronous throw, before any promise. */
export const failingAtOnce = http("GET /error-at-once", () => {
  throw new Error(secret);
});

/** Input that a careless handler puts into a header. */
export const splitting = http("GET /split/:kind", (_request, { params }) => {
  const headers = new Headers();
  if (params.kind === "line") headers.set("x-input", "a\r\nset-cookie: b=1");
  if (params.kind === "nul") headers.set("x-input", "a\u0000b");
  if (params.kind === "wide") headers.set("x-input", "✓");
  if (params.kind === "cookie") headers.append("set-cookie", "a=1\r\nx-evil: 1");
  return new Response("split", { headers });
});
