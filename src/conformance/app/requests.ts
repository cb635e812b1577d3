import { http } from "unmoor";

/** What arrived, as a handler sees it. */
async function seen(request: Request): Promise<Response> {
  const { method, url, headers } = request;
  const bytes = new Uint8Array(await request.arrayBuffer());
  const [, path, query] = /^\w+:\/\/[^/]*([^?]*)\??(.*)$/s.exec(url) ?? [];
  return Response.json(
    {
      method,
      host: new URL(url).host,
      path,
      query,
      search: [...new URL(url).searchParams],
      headers: [...headers],
      body: Buffer.from(bytes).toString("base64"),
    },
    { headers: { "x-method": method } },
  );
}

export const echo = http("* /echo/**:rest", seen);

export const params = http("GET /params/:one/:two", (_request, { params }) => Response.json(params));
export const optional = http("GET /optional/:first/:second?", (_request, { params }) => Response.json(params));
export const rest = http("GET /rest/**:path", (_request, { params }) => Response.json(params));
export const literal = http("GET /straße/café", () => new Response("literal"));

export const readable = http("GET,POST /methods", (request) => new Response(request.method));
export const removable = http("DELETE /methods", () => new Response("DELETE"));

export const page = http("GET /page", () => new Response("a page", { headers: { "x-page": "1" } }));
export const ownGet = http("GET /own-head", () => new Response("GET", { headers: { "x-from": "GET" } }));
export const ownHead = http("HEAD /own-head", () => new Response(null, { headers: { "x-from": "HEAD" } }));
export const preflight = http("OPTIONS /preflight", (request) => {
  const wanted = request.headers.get("access-control-request-method") ?? "";
  return new Response(null, { status: 204, headers: { "access-control-allow-methods": wanted } });
});

/** Whether input has reached where only code may write. */
export const polluted = http("GET /pollution/:key", ({ url }, { params }) => {
  const query = Object.fromEntries(new URL(url).searchParams);
  const bare = {} as Record<string, unknown>;
  return Response.json({
    key: params.key,
    inherited: "toString" in params,
    admin: bare.isAdmin ?? Object.assign({}, params as object, query).isAdmin ?? null,
    names: Object.keys(query),
  });
});
