import { gzipSync } from "node:zlib";
import { http } from "unmoor";

export const status = http("* /status/:code", (_request, { params }) => {
  const code = Number(params.code);
  return new Response([204, 205, 304].includes(code) ? null : `status ${code}`, {
    status: code,
    headers: { "x-code": params.code, etag: '"tag"' },
  });
});

export const redirect = http(
  "GET /redirect",
  () => new Response(null, { status: 302, headers: { location: "/page?a=b#c" } }),
);

/** Bodies whose bytes a carrier likes to change. */
export const body = http("GET /body/:kind", (_request, { params }) => {
  switch (params.kind) {
    case "gzip":
      return new Response(gzipSync("squeezed ".repeat(100)), {
        headers: { "content-type": "text/plain; charset=utf-8", "content-encoding": "gzip" },
      });
    case "bom":
      return new Response("\ufeffmarked", { headers: { "content-type": "text/plain; charset=utf-8" } });
    case "latin-1":
      return new Response(Buffer.from("caf\xe9", "latin1"), {
        headers: { "content-type": "text/plain; charset=iso-8859-1" },
      });
    case "unicode":
      return new Response("naïve ✓ 🦊 \u0000 end");
    case "empty":
      return new Response("");
    case "short":
      // A lie about the length.
      return new Response("whole body", { headers: { "content-length": "3" } });
    default:
      return new Response(null, { status: 404 });
  }
});

export const cookies = http("GET /cookies", (request) => {
  const headers = new Headers({ "content-type": "text/plain" });
  headers.append("set-cookie", "first=1; Path=/; Expires=Tue, 09 Jun 2026 10:18:14 GMT; HttpOnly");
  headers.append("set-cookie", "second=a%2Fb=c; Expires=Wed, 10 Jun 2026 10:18:14 GMT; SameSite=Lax");
  return new Response(request.headers.get("cookie"), { headers });
});

export const fields = http("GET /fields/:kind", (_request, { params }) => {
  const headers = new Headers();
  switch (params.kind) {
    case "repeated":
      headers.append("x-list", "a");
      headers.append("x-list", "b, c");
      headers.append("vary", "accept");
      headers.append("vary", "origin");
      break;
    case "hop":
      headers.set("connection", "x-private");
      headers.set("keep-alive", "timeout=9");
      headers.set("transfer-encoding", "gzip");
      headers.set("x-kept", "1");
      break;
    case "challenge":
      headers.set("www-authenticate", 'Bearer realm="app"');
      break;
    case "latin-1":
      headers.set("x-name", "caf\xe9");
      break;
    case "empty":
      headers.set("x-empty", "");
  }
  return new Response("fields", { headers });
});
