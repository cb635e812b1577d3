import lambda from "@hattip/adapter-aws-lambda";
import { createRouter } from "@hattip/router";
import { stream } from "../chunks.ts";

const router = createRouter();
router.get("/hello/:name", ({ params }) => Response.json({ hello: params.name }));
router.post("/echo", async ({ request }) => Response.json(await request.json()));
router.get("/stream", () => new Response(stream(), { headers: { "content-type": "text/plain" } }));

export const handler = lambda(router.buildHandler());
