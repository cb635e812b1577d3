import { filesIn, jsonOf, type Payload, portable } from "./payload.ts";

interface Recorded {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Requests that Vercel's own brokers sent, and a cron job's. The other files are configuration. */
export const vercel = (): Payload[] =>
  filesIn("vercel/captured-local").flatMap((file): Payload[] => {
    const { method, url, headers, body } = jsonOf<Recorded>(file);
    if (!method || !headers) return [];
    const said = Object.entries(headers).filter(([name]) => !/^(connection|content-length)$/.test(name));
    const native = new Request(url, { method, headers: said, ...(method !== "GET" && { body }) });
    const type = headers["ce-type"];
    if (type === "com.vercel.queue.v2beta")
      return [
        { name: file, native, claimed: ["queue"], events: [{ id: `${headers["ce-id"]}`, data: portable(body) }] },
      ];
    const id = headers["ce-id"];
    const event = { ...(id && { id }), data: undefined };
    return [{ name: file, native, claimed: [type ? "schedules" : "cron"], events: [event] }];
  });
