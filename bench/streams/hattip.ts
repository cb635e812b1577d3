import lambda from "@hattip/adapter-aws-lambda/streaming";
import { createRouter } from "@hattip/router";
import { stream } from "../chunks.ts";

const router = createRouter();
router.get("/stream", () => new Response(stream(), { headers: { "content-type": "text/plain" } }));

export const handler = lambda(router.buildHandler());
