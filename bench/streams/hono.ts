import { streamHandle } from "hono/aws-lambda";
import { app } from "../peers/hono.ts";

export const handler = streamHandle(app);
