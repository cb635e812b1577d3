import { http } from "unmoor";
import { stream } from "../chunks.ts";

export const hello = http("GET /hello/:name", (_request, { params }) => Response.json({ hello: params.name }));
export const echo = http("POST /echo", async (request) => Response.json(await request.json()));
export const chunked = http("GET /stream", () => new Response(stream(), { headers: { "content-type": "text/plain" } }));
