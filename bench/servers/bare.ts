const { createServer } = process.getBuiltinModule("node:http");

createServer(async (request, response) => {
  const json = (value: unknown): void => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(value));
  };
  if (request.method !== "POST") return json({ hello: decodeURIComponent(request.url?.slice("/hello/".length) ?? "") });
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  json(JSON.parse(Buffer.concat(parts).toString()));
}).listen(Number(process.env.PORT));
