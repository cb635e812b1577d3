import { http } from "unmoor";
import { app } from "./hono.ts";

export const site = http("* /**", app.fetch);
