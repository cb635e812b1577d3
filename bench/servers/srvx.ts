import { serve } from "srvx";
import { fetchApp } from "../apps/fetch.ts";

serve({ fetch: fetchApp, port: Number(process.env.PORT), silent: true });
