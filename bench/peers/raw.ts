import { chunks } from "../chunks.ts";

interface LambdaEvent {
  readonly rawPath?: string;
  readonly path?: string;
  readonly httpMethod?: string;
  readonly body: string;
  readonly requestContext: { readonly http?: { readonly method: string } };
}

const json = (value: unknown): object => ({
  statusCode: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});

export const handler = async (event: LambdaEvent): Promise<object> => {
  const path = event.rawPath ?? event.path ?? "/";
  const method = event.requestContext.http?.method ?? event.httpMethod;
  if (path === "/stream")
    return {
      statusCode: 200,
      headers: { "content-type": "text/plain" },
      body: Buffer.concat([...chunks()]).toString(),
    };
  if (method === "POST") return json(JSON.parse(event.body));
  return json({ hello: decodeURIComponent(path.slice("/hello/".length)) });
};
