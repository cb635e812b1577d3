import { serve } from "@hono/node-server";
import { app } from "../peers/hono.ts";

serve({ fetch: app.fetch, port: Number(process.env.PORT) });
