import functions from "@azure/functions";
import { describe, expect, test } from "vitest";
import { httpResponse } from "../../../adapters/azure/reply.ts";

const utf8 = new TextEncoder();
const stream = (...pieces: (string | Error)[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else if (piece instanceof Error) throw piece;
      else controller.enqueue(utf8.encode(piece));
    },
  });

/** What the library would write. */
async function written({ body }: functions.HttpResponse, to: string[]): Promise<void> {
  for await (const chunk of body?.values() ?? []) to.push(new TextDecoder().decode(chunk));
}

describe("a reply as the library reads it", () => {
  test("is its own class, so that it is taken as it is", () => {
    const response = httpResponse({ status: 599, headers: [], body: null });
    expect(response).toBeInstanceOf(functions.HttpResponse);
    expect([response.status, response.cookies, response.headers.get("connection")]).toEqual([599, [], null]);
  });

  test("repeated names are lists, in order: setHeader would keep the last", () => {
    const headers = ["set-cookie", "a=1", "x-one", "1", "set-cookie", "b=2", "set-cookie", "c=3"];
    expect([...httpResponse({ status: 200, headers, body: null }).headers.entries()]).toEqual([
      ["set-cookie", ["a=1", "b=2", "c=3"]],
      ["x-one", "1"],
    ]);
  });
});

describe("where the connection is not known", () => {
  test.each([
    ["bytes", utf8.encode("whole"), ["whole"]],
    ["a stream", stream("a", "b"), ["a", "b"]],
    ["nothing", null, []],
  ])("the library writes %s, and the invocation's own work is awaited after it", async (_, body, pieces) => {
    const told: string[] = [];
    const rest = async (): Promise<void> => void told.push("rest");
    await written(httpResponse({ status: 200, headers: [], body }, undefined, rest), told);
    expect(told).toEqual([...pieces, "rest"]);
  });

  test("a broken stream is told and fails the invocation: its answer must not look whole", async () => {
    const told: string[] = [];
    const reply = httpResponse(
      { status: 200, headers: [], body: stream("half", new Error("broken")) },
      undefined,
      async () => void told.push("rest"),
      (cause) => void told.push((cause as Error).message),
    );
    await expect(written(reply, told)).rejects.toThrow("broken");
    expect(told).toEqual(["half", "broken", "rest"]);
  });
});
