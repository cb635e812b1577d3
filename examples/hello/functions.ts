import { http } from "unmoor";

// Five HTTP functions: a parameter, a query, bytes both ways, cookies with work after the answer, and a failure.

export const hello = http("GET /hello/:name", (_request, { params, env }) =>
  Response.json({ [env.GREETING ?? "hello"]: params.name }),
);

export const search = http("GET /search", (request) => {
  const { searchParams } = new URL(request.url);
  return Response.json({ tags: searchParams.getAll("tag"), q: searchParams.get("q") });
});

export const echo = http("POST /echo", async (request) => {
  const type = request.headers.get("content-type") ?? "application/octet-stream";
  return new Response(await request.arrayBuffer(), { headers: { "content-type": type } });
});

export const visit = http("GET /visit", (request, { waitUntil, log }) => {
  const visits = Number(/(?:^|; )visits=(\d+)/.exec(request.headers.get("cookie") ?? "")?.[1] ?? 0) + 1;
  const response = Response.json({ visits });
  response.headers.append("set-cookie", `visits=${visits}; Path=/; HttpOnly`);
  response.headers.append("set-cookie", "seen=yes; Expires=Wed, 09 Jun 2027 10:18:14 GMT");
  waitUntil(Promise.resolve().then(() => log.info("somebody came by", { visits })));
  return response;
});

export const broken = http("GET /broken", () => {
  throw new Error("only the log knows why");
});
