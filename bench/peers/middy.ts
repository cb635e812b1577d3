import middy from "@middy/core";
import jsonBodyParser from "@middy/http-json-body-parser";
import httpRouter from "@middy/http-router";
import { chunks } from "../chunks.ts";

const json = (value: unknown): object => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

export const handler = middy().handler(
  httpRouter([
    { method: "GET", path: "/hello/{name}", handler: async (event) => json({ hello: event.pathParameters.name }) },
    {
      method: "POST",
      path: "/echo",
      handler: middy()
        .use(jsonBodyParser())
        .handler(async ({ body }) => json(body)),
    },
    {
      method: "GET",
      path: "/stream",
      handler: async () => ({
        statusCode: 200,
        headers: { "content-type": "text/plain" },
        body: Buffer.concat([...chunks()]).toString(),
      }),
    },
  ]),
);
