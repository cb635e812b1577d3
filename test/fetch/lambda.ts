import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { adapters } from "../../adapters/index.ts";
import { project } from "../build/project.ts";

/** What a request to the API is made of. */
export interface Call {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: string;
}

export interface Ran {
  readonly replies: readonly Reply[];
  /** Whether undici was there after the import, and after each call. */
  readonly undici: readonly boolean[];
  /** What of Node the first call loads. */
  readonly modules: readonly string[];
  /** Of the unit, in bytes. */
  readonly bytes: number;
}

// What Lambda's runtime client has loaded before the function; it requires, and never imports, node:http.
const RUNNER = `
require("node:http");
const undici = () => process.moduleLoadList.some((name) => name.includes("undici"));
(async () => {
  const { handler } = await import(process.argv[1]);
  const loaded = [undici()];
  const before = new Set(process.moduleLoadList);
  let modules;
  const replies = [];
  for (const { path, method = "GET", headers = {}, body } of JSON.parse(process.argv[2])) {
    const [rawPath, rawQueryString = ""] = path.split("?");
    const host = "abc.execute-api.eu-central-1.amazonaws.com";
    const requestContext = { domainName: host, stage: "$default", http: { method, path: rawPath, sourceIp: "192.0.2.1" } };
    const event = { version: "2.0", rawPath, rawQueryString, headers: { host, "x-forwarded-proto": "https", ...headers }, requestContext, body, isBase64Encoded: false };
    replies.push(await handler(event, { awsRequestId: "1", getRemainingTimeInMillis: () => 10000 }));
    modules ??= process.moduleLoadList.filter((name) => !before.has(name));
    loaded.push(undici());
  }
  console.log(JSON.stringify({ replies, undici: loaded, modules }));
})();
`;

/**
 * Builds an app for AWS with light Fetch and calls it in a fresh process.
 *
 * @param source of the app's module
 * @param packages of this repository that the app may import
 */
export async function onLambda(
  source: string,
  calls: readonly Call[],
  packages: readonly string[] = [],
  fetch: "light" | "native" = "light",
): Promise<Ran> {
  using app = project({ "functions.ts": source }, packages);
  const { manifest } = await app.build({ targets: ["aws"], adapters, options: { aws: { fetch } } });
  const [unit] = manifest.targets.aws?.units ?? [];
  const file = join(app.dir, "dist/aws", unit?.file ?? "");
  const { stdout } = await promisify(execFile)(process.execPath, ["-e", RUNNER, file, JSON.stringify(calls)]);
  return {
    ...(JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Pick<Ran, "replies" | "undici" | "modules">),
    bytes: unit?.bytes ?? 0,
  };
}
