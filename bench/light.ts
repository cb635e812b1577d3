/**
 * What light Fetch costs beside Node's own and beside a raw handler, on AWS: cold starts in fresh processes, warm calls
 * in rounds, all interleaved. CPU time is the trustworthy column on a machine with neighbours.
 * `node --conditions=source bench/light.ts [rounds] [calls]`
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adapters } from "../adapters/index.ts";
import { build } from "../src/build/index.ts";

const [rounds = 20, calls = 20_000] = process.argv.slice(2).map(Number);
const root = join(import.meta.dirname, "..");

const RAW = `
const reply = (value) => ({ statusCode: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
export const handler = async ({ requestContext: { http }, rawPath, body }) =>
  http.method === "POST" ? reply(JSON.parse(body)) : reply({ hello: decodeURIComponent(rawPath.slice("/hello/".length)) });
`;
const ROUTES = `import { http } from "unmoor";
export const hello = http("GET /hello/:name", (request, { params }) => Response.json({ hello: params.name }));
export const echo = http("POST /echo", async (request) => Response.json(await request.json()));
`;
const HONO = `import { Hono } from "hono";
import { http } from "unmoor";
const app = new Hono();
app.get("/hello/:name", (c) => c.json({ hello: c.req.param("name") }));
app.post("/echo", async (c) => c.json(await c.req.json()));
export const site = http("* /**", app.fetch);
`;

const CALLS = `
const call = (method, path, body) => ({
  version: "2.0", routeKey: "$default", rawPath: path, rawQueryString: "", isBase64Encoded: false, body,
  headers: { accept: "*/*", "accept-encoding": "gzip, br", "content-length": "0", "content-type": "application/json", host: "abc.execute-api.eu-central-1.amazonaws.com", "user-agent": "bench/1", "x-amzn-trace-id": "Root=1-1-1", "x-forwarded-for": "192.0.2.1", "x-forwarded-port": "443", "x-forwarded-proto": "https" },
  requestContext: { accountId: "1", apiId: "abc", domainName: "abc.execute-api.eu-central-1.amazonaws.com", stage: "$default", requestId: "1", http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "bench/1" } },
});
const GET = () => call("GET", "/hello/you");
const POST = () => call("POST", "/echo", JSON.stringify({ list: Array.from({ length: 10 }, (_, id) => ({ id, name: "item " + id })) }));
const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 10000 };
`;
const COLD = `${CALLS}
const began = performance.now();
const { handler } = await import(process.argv[2]);
const imported = performance.now();
const { statusCode } = await handler(GET(), context);
const first = performance.now();
const { user, system } = process.cpuUsage();
if (statusCode !== 200) throw new Error(statusCode);
console.log(JSON.stringify({ import: imported - began, first: first - imported, both: first - began, cpu: (user + system) / 1000, rss: process.memoryUsage().rss / 2 ** 20 }));
`;
const WARM = `${CALLS}
const { handler } = await import(process.argv[2]);
const result = {};
for (const [name, make] of [["GET", GET], ["POST", POST]]) {
  const run = async (times) => { for (let i = 0; i < times; i++) await handler(make(), context); };
  await run(${calls});
  const { user, system } = process.cpuUsage();
  await run(${calls});
  const after = process.cpuUsage({ user, system });
  result[name] = ((after.user + after.system) * 1000) / ${calls};
  const bare = process.cpuUsage();
  for (let i = 0; i < ${calls}; i++) make();
  const made = process.cpuUsage(bare);
  result[name] -= ((made.user + made.system) * 1000) / ${calls};
}
console.log(JSON.stringify(result));
`;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
type Numbers = Readonly<Record<string, number>>;

const dir = mkdtempSync(join(tmpdir(), "unmoor-bench-"));
try {
  const handlers: Record<string, string> = { raw: join(dir, "raw.mjs") };
  const sizes: Record<string, number> = {};
  writeFileSync(join(dir, "raw.mjs"), RAW);
  writeFileSync(join(dir, "cold.mjs"), COLD);
  writeFileSync(join(dir, "warm.mjs"), WARM);
  for (const [name, source] of Object.entries({ routes: ROUTES, hono: HONO }))
    for (const fetch of ["native", "light"] as const) {
      const cwd = join(dir, `${name}-${fetch}`);
      mkdirSync(join(cwd, "node_modules"), { recursive: true });
      writeFileSync(join(cwd, "package.json"), '{"name":"app","type":"module"}');
      writeFileSync(join(cwd, "functions.ts"), source);
      for (const each of ["unmoor", "hono"])
        symlinkSync(each === "unmoor" ? root : join(root, "node_modules", each), join(cwd, "node_modules", each));
      const options = { aws: { fetch } };
      const { manifest } = await build({ entry: "functions.ts", cwd, targets: ["aws"], adapters, options });
      handlers[`${name} ${fetch}`] = join(cwd, "dist/aws/http/index.mjs");
      sizes[`${name} ${fetch}`] = manifest.targets.aws?.units[0]?.bytes ?? 0;
    }
  const run = (script: string, name: string): Numbers =>
    JSON.parse(execFileSync(process.execPath, [join(dir, script), handlers[name] as string], { encoding: "utf8" }));
  for (const [script, title] of [
    ["cold.mjs", "cold: ms, MB"],
    ["warm.mjs", "warm: CPU ns a call"],
  ] as const) {
    const results = new Map<string, Numbers[]>(Object.keys(handlers).map((name) => [name, []]));
    const times = script === "cold.mjs" ? rounds : Math.ceil(rounds / 3);
    for (let round = 0; round < times; round++) for (const [name, list] of results) list.push(run(script, name));
    console.log(`\n${title}; medians of ${times} interleaved rounds, and of the ratios to raw within each`);
    const raw = results.get("raw") ?? [];
    console.table(
      Object.fromEntries(
        [...results].map(([name, list]) => [
          name,
          Object.fromEntries([
            ...(script === "cold.mjs" ? [["bytes", sizes[name]]] : []),
            ...Object.keys(list[0] ?? {}).flatMap((key) => {
              const of = (one: Numbers | undefined): number => one?.[key] ?? Number.NaN;
              const ratio = median(list.map((one, i) => of(one) / of(raw[i])));
              return [
                [key, Number(median(list.map(of)).toFixed(2))],
                [`${key} × raw`, Number(ratio.toFixed(2))],
              ];
            }),
          ]),
        ]),
      ),
    );
  }
} finally {
  rmSync(dir, { recursive: true });
}
