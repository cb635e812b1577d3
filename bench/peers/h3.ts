import { H3 } from "h3";
import { toLambdaHandler } from "srvx/aws-lambda";
import { stream } from "../chunks.ts";

export const app = new H3();
app.get("/hello/:name", (event) => ({ hello: event.context.params?.name }));
app.post("/echo", (event) => event.req.json());
app.get("/stream", () => new Response(stream(), { headers: { "content-type": "text/plain" } }));

export const handler = /* @__PURE__ */ toLambdaHandler({ fetch: app.fetch });
