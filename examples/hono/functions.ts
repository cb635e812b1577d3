import { http } from "unmoor";
import { app } from "./app.ts";

/** An unmodified Hono app, mounted as it is. */
export const site = http("* /**", app.fetch);
