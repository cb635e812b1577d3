import { Hono } from "hono";
import { http, type Log } from "unmoor";

// Its environment is the context, which inherits from ours.
const app = new Hono<{ Bindings: { SCENARIO_COLOUR: string; log: Log } }>().basePath("/mounted");

app.get("/", (c) => c.text("root"));
app.get("/items/:id", (c) => c.json({ id: c.req.param("id"), page: c.req.query("page") ?? null }));
app.post("/items", async (c) => c.json({ got: await c.req.json() }, 201));
app.get("/env", (c) => c.json({ colour: c.env.SCENARIO_COLOUR }));
app.post("/later/:mark", (c) => {
  const work = new Promise((resolve) => setTimeout(resolve, 60));
  c.executionCtx.waitUntil(work.then(() => c.env.log.info(`finished ${c.req.param("mark")}`)));
  return c.body(null, 202);
});
app.get("/error", () => {
  throw new Error("the password is hunter2");
});
app.notFound((c) => c.text("the mounted app has no such page", 404));

export const mounted = http("* /mounted/**", app.fetch);
