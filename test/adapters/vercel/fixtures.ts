import { existsSync, readdirSync, readFileSync } from "node:fs";

const folder = new URL("../../../../shared/fixtures/vercel/captured-local/", import.meta.url);

/** Whether the recorded payloads are there; they are not part of the package. */
export const recorded: boolean = existsSync(folder);
if (!recorded) console.warn(`no recorded payloads in ${folder.pathname}: their tests are skipped`);

/** A recorded request. */
export interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** All recorded requests, by file. */
export const recordings = (): readonly (readonly [name: string, recorded: Recorded])[] =>
  (recorded ? readdirSync(folder) : [])
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Partial<Recorded>] as const)
    .filter((pair): pair is [string, Recorded] => pair[1].method !== undefined && pair[1].headers !== undefined);

/** One recorded request, as the function gets it. */
export function requestOf(name: string, changed: Readonly<Record<string, string | undefined>> = {}): Request {
  const { method, url, headers, body } = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Recorded;
  const said = Object.entries({ ...headers, ...changed }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !/^(connection|content-length)$/.test(pair[0]),
  );
  return new Request(url, { method, headers: said, ...(method !== "GET" && { body }) });
}
