import { Router } from "itty-router";
import { byHand } from "../by-hand.ts";
import { stream } from "../chunks.ts";

const router = Router();
router.get("/hello/:name", ({ params }) => Response.json({ hello: params.name }));
router.post("/echo", async (request) => Response.json(await request.json()));
router.get("/stream", () => new Response(stream(), { headers: { "content-type": "text/plain" } }));

export const handler = byHand(router.fetch);
