import { Router } from "@aws-lambda-powertools/event-handler/http";
import { stream } from "../chunks.ts";

const silent = (): void => {};
export const app = new Router({ logger: { debug: silent, info: silent, warn: silent, error: silent } });
app.get("/hello/:name", ({ params }) => ({ hello: params.name }));
app.post("/echo", ({ req }) => req.json());
app.get("/stream", () => new Response(stream(), { headers: { "content-type": "text/plain" } }));

export const handler = (event: unknown, context: unknown): Promise<unknown> => app.resolve(event, context);
