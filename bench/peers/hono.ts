import { Hono } from "hono";
import { handle } from "hono/aws-lambda";
import { stream } from "../chunks.ts";

export const app = new Hono();
app.get("/hello/:name", (c) => c.json({ hello: c.req.param("name") }));
app.post("/echo", async (c) => c.json(await c.req.json()));
app.get("/stream", () => new Response(stream(), { headers: { "content-type": "text/plain" } }));

export const handler = /* @__PURE__ */ handle(app);
