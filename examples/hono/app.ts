import { Hono } from "hono";
import { cors } from "hono/cors";

/** Nothing in here knows unmoor. */
export const app: Hono<{ Bindings: { GREETING?: string } }> = new Hono();

app.use("/api/*", cors());
app.get("/api/hello/:name", (c) => c.json({ [c.env.GREETING ?? "hello"]: c.req.param("name") }));
app.post("/api/echo", async (c) => c.body(await c.req.arrayBuffer()));
app.get("/api/later", (c) => {
  c.executionCtx.waitUntil(Promise.resolve().then(() => console.log("done later")));
  return c.text("soon");
});
app.notFound((c) => c.json({ error: "no such page" }, 404));
