import { stream } from "../chunks.ts";

/** The three routes by hand, for adapters that bring no router. */
export async function fetchApp(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/stream") return new Response(stream(), { headers: { "content-type": "text/plain" } });
  if (request.method === "POST") return Response.json(await request.json());
  return Response.json({ hello: decodeURIComponent(pathname.slice("/hello/".length)) });
}
