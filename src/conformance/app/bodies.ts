import { http } from "unmoor";

const digest = async (bytes: Uint8Array<ArrayBuffer>): Promise<string> =>
  Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");

/** Bytes in are bytes out; also told by digest, so that a double mistake does not pass. */
export const bytes = http("POST,PUT,PATCH,DELETE /bytes", async (request) => {
  const body = new Uint8Array(await request.arrayBuffer());
  return new Response(body, {
    headers: {
      "content-type": request.headers.get("content-type") ?? "application/octet-stream",
      "x-digest": await digest(body),
      "x-bytes": String(body.byteLength),
      "x-length": request.headers.get("content-length") ?? "",
      "x-encoding": request.headers.get("content-encoding") ?? "",
    },
  });
});

/** Bytes that no text encoding survives, by a small generator. */
export const download = http("GET /download/:bytes", async (_request, { params }) => {
  const body = new Uint8Array(Number(params.bytes));
  let state = 1;
  for (let i = 0; i < body.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    body[i] = state >>> 24;
  }
  return new Response(body, {
    headers: { "content-type": "application/octet-stream", "x-digest": await digest(body) },
  });
});

export const text = http("POST /text", async (request) => {
  const body = await request.text();
  return Response.json({ text: body, length: body.length });
});

export const json = http("POST /json", async (request) => Response.json({ got: await request.json() }));

/** An app's own answer to a body that is no JSON. */
export const lenient = http("POST /lenient", async (request) => {
  try {
    return Response.json({ got: JSON.parse(await request.text()) });
  } catch {
    return new Response("own answer", { status: 422 });
  }
});

export const form = http("POST /form", async (request) => {
  const fields: [string, unknown][] = [];
  for (const [name, value] of await request.formData())
    fields.push([
      name,
      typeof value === "string"
        ? value
        : { name: value.name, type: value.type, digest: await digest(new Uint8Array(await value.arrayBuffer())) },
    ]);
  return Response.json(fields);
});
