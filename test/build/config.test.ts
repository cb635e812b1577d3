import { defineConfig } from "unmoor/config";
import { expect, test } from "vitest";
import { run } from "../../src/build/index.ts";
import { HELLO, type Project, project } from "./project.ts";
import { toy } from "./toy/index.ts";

const QUEUE = `${HELLO}import { on, queue } from "unmoor";
export const keep = on(queue("notes"), { timeout: "5s" }, async (event, { deadline }) => { if (event.data !== String(Math.round((deadline - Date.now()) / 1000))) throw new Error("later"); });
export const live = http("GET /live", { streaming: true }, () => new Response("x"));
`;
const adapter = {
  ...toy,
  options: { http: ["call", "line", "stream"], queue: ["notes"], colour: "text", regions: "texts" },
} as const;

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** An app with a configuration, and the command line in its folder. */
async function within(
  files: Readonly<Record<string, string>>,
  use: (unmoor: (...argv: string[]) => Promise<Outcome>, app: Project) => Promise<void>,
): Promise<void> {
  using app = project({ "functions.ts": HELLO, ...files });
  await use(async (...argv) => {
    const text = { out: "", err: "" };
    const write = (key: "out" | "err") => (more: string) => {
      text[key] += more;
    };
    const terminal = { isTTY: false, colors: false, out: write("out"), err: write("err") };
    const adapters = { toy: async () => ({ adapter }), aws: async () => import("../../adapters/aws/index.ts") };
    const code = await run(argv, terminal, adapters, app.dir);
    return { code, ...text };
  }, app);
}
const config = (text: string): Record<string, string> => ({
  "unmoor.config.ts": `import { defineConfig } from "unmoor/config";\nexport default defineConfig(${text} as never);\n`,
});
const built = (app: Project, out = "dist"): { units: { name: string; shape: string; functions: object[] }[] } =>
  JSON.parse(app.read(`${out}/manifest.json`)).targets.toy;

test("entry, out, name, targets, units, functions and external come from unmoor.config.ts", () =>
  within(
    {
      "lib/app.ts": `${QUEUE}import { x } from "native";\nexport const feed = http("GET /feed", () => new Response(x));`,
      "node_modules/native/package.json": '{"name":"native","type":"module","main":"i.js"}',
      "node_modules/native/i.js": "export const x = 'native code';",
      ...config(`{
        entry: "lib/app.ts", out: "built", name: "shop", external: ["native"],
        targets: { toy: { functions: { keep: { attempts: 7 } } } },
        units: { side: ["feed", "live"] },
        functions: { keep: { memory: 512, timeout: "20s", attempts: 2 } },
        degrade: { live: ["streaming"] },
      }`),
    },
    async (unmoor, app) => {
      expect(await unmoor("build", "-q")).toEqual({
        code: 0,
        out: "",
        err: 'warning: "live" is buffered as toy call: the toy platform takes whole texts\n',
      });
      expect(built(app, "built").units).toMatchObject([
        { name: "side", functions: [{ name: "feed" }, { name: "live" }] },
        { name: "http", functions: [{ name: "hello" }] },
        { name: "keep", functions: [{ name: "keep", memoryMb: 512, timeoutMs: 20_000, attempts: 7 }] },
      ]);
      expect(app.read("built/toy/side/index.mjs")).toMatch(/from"native"/);
      expect(app.list()).not.toContain("dist");
    },
  ));

test("a timeout of the configuration is the one that runs, also where the definition has another", () =>
  within(
    {
      "functions.ts": QUEUE,
      ...config('{ targets: ["toy"], functions: { keep: { timeout: "20s" } }, degrade: { live: ["streaming"] } }'),
    },
    async (unmoor, app) => {
      expect((await unmoor("build", "-q")).code).toBe(0);
      const { handler } = (await app.load("dist/toy/keep/index.mjs")) as unknown as {
        handler: (native: unknown) => Promise<unknown>;
      };
      expect(await handler({ notes: ["20"] })).toEqual([]);
    },
  ));

test("flags win over the configuration", () =>
  within(
    {
      "other.ts": HELLO.replace("hello =", "greet =").replace("HELLO", "x"),
      ...config(
        '{ entry: "nothing.ts", out: "built", name: "shop", targets: { toy: { http: "call" }, aws: {} }, units: { a: ["greet"] } }',
      ),
    },
    async (unmoor, app) => {
      const flags = "other.ts --target toy --out here --name bar --set toy.http=line --unit b=greet".split(" ");
      expect(await unmoor("build", "-q", ...flags)).toMatchObject({ code: 0, err: "" });
      expect(built(app, "here").units).toMatchObject([{ name: "b", shape: "line" }]);
      expect(JSON.parse(app.read("here/manifest.json")).app).toBe("bar");
    },
  ));

test("a configuration elsewhere is named by --config, and its paths start there", () =>
  within(
    { "conf/my.config.ts": 'export default { entry: "../functions.ts", targets: ["toy"], out: "out" };' },
    async (unmoor, app) => {
      expect(await unmoor("build", "--config", "conf/my.config.ts", "-q")).toMatchObject({ code: 0, err: "" });
      expect(app.list("conf")).toEqual(["my.config.ts", "out"]);
    },
  ));

test("an adapter may be given by its path, with options", () =>
  within(
    {
      "my-adapter.ts": `export { toy } from ${JSON.stringify(new URL("./toy/index.ts", import.meta.url).pathname)};`,
      ...config('{ targets: { "./my-adapter.ts": { http: "line" } } }'),
    },
    async (unmoor, app) => {
      expect(await unmoor("build", "-q")).toMatchObject({ code: 0, err: "" });
      expect(built(app).units).toMatchObject([{ shape: "line" }]);
    },
  ));

test.each([
  [
    "a key",
    '{ targts: ["toy"] }',
    /^error UNKNOWN_OPTION: "targts" is no option; did you mean "targets"\?\n {2}.*unmoor\.config\.ts:2:31\n/,
  ],
  [
    "a key of a function",
    '{\n  targets: ["toy"],\n  functions: { hello: { memroy: 5 } },\n}',
    /^error UNKNOWN_OPTION: "memroy" is no option of functions\.hello; did you mean "memory"\?\n {2}.*config\.ts:4:25\n {4}functions: /,
  ],
  [
    "a key that the provider does not read",
    '{ targets: { toy: { color: "red" } } }',
    /^error UNKNOWN_OPTION: "color" is no option of toy; did you mean "colour"\?\n {2}.*config\.ts:2:49\n/,
  ],
  ["a target", "{ targets: { tyo: {} } }", /^error UNKNOWN_TARGET: "tyo" is no provider/],
  [
    "a function that is not there",
    '{ targets: ["toy"], functions: { helo: { memory: 1 } } }',
    /^error UNKNOWN_OPTION: "helo" is no function of the app; did you mean "hello"\?\n {2}.*config\.ts:2:62\n/,
  ],
  [
    "what nobody can accept",
    '{ targets: ["toy"], degrade: { hello: ["streeming"] } }',
    /^error UNKNOWN_OPTION: "streeming" is nothing that can be accepted; did you mean "streaming"\?\n {2}.*config\.ts:2:68\n/,
  ],
  [
    "a value of another kind",
    "{ targets: 5 }",
    /^error INVALID_OPTION: targets is 5; write names in \{ \}\n {2}.*config\.ts:2:31\n/,
  ],
  [
    "no duration",
    '{ loadTimeout: "soon" }',
    /^error INVALID_OPTION: loadTimeout is "soon"; write 250, "10s" or "5m"\n/,
  ],
  [
    "what is no data",
    "{ targets: { toy: { colour: () => 1 } } }",
    /^error INVALID_OPTION: targets\.toy\.colour is no plain data\n {2}.*config\.ts:2:49\n/,
  ],
  ["no object", "5", /^error INVALID_OPTION: the configuration is 5; export one by default/],
  [
    "a throw",
    '(() => { throw new Error("no luck"); })()',
    /^error EVALUATION_FAILED: unmoor\.config\.ts throws while it is loaded: Error: no luck\n {2}.*unmoor\.config\.ts:2:44\n {4}export default /,
  ],
  [
    "a missing variable",
    "{ name: process.env.SHOP_NAME.trim() }",
    /^error MISSING_ENV: SHOP_NAME is not set, and unmoor\.config\.ts needs it/,
  ],
])("%s in the configuration is refused, with its place", (_, text, message) =>
  within(config(text), async (unmoor, app) => {
    const { code, err } = await unmoor("build");
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(message) });
    expect(app.list()).not.toContain("dist");
  }),
);

test("an unknown key behind a constant has its place, too", () =>
  within(
    { "unmoor.config.ts": 'const toy = {\n  colr: "red",\n};\nexport default { targets: { toy } } satisfies object;' },
    async (unmoor) => {
      expect((await unmoor("build")).err).toMatch(
        /"colr" is no option of toy; did you mean "colour"\?\n {2}.*config\.ts:2:3\n {4}colr/,
      );
    },
  ));

test("a flag with a key that the provider does not read is refused", () =>
  within({}, async (unmoor) => {
    expect((await unmoor("build", "-t", "toy", "--set", "toy.htp=line")).err).toMatch(
      /^error UNKNOWN_OPTION: "htp" is no option of toy; did you mean "http"\?\n {2}it takes http, queue, /,
    );
  }));

test("a configuration that is named and not there is refused", () =>
  within({}, async (unmoor) => {
    expect((await unmoor("build", "-c", "no.ts", "-t", "toy")).err).toMatch(
      /^error INVALID_OPTION: there is no configuration "no\.ts"/,
    );
  }));

test("a function can have a shape of its own, if its unit has none other", () =>
  within(
    {
      "functions.ts": `${HELLO}export const other = http("GET /other", () => new Response(""));`,
      ...config('{ targets: { toy: { functions: { other: { shape: "line" } } } }, units: { far: ["other"] } }'),
    },
    async (unmoor, app) => {
      expect(await unmoor("build", "-q")).toMatchObject({ code: 0, err: "" });
      expect(built(app).units.map(({ name, shape }) => [name, shape])).toEqual([
        ["http", "call"],
        ["far", "line"],
      ]);
    },
  ));
test("two shapes in one unit are refused", () =>
  within(
    {
      "functions.ts": `${HELLO}export const other = http("GET /other", () => new Response(""));`,
      ...config('{ targets: { toy: { functions: { other: { shape: "line" } } } } }'),
    },
    async (unmoor) => {
      expect((await unmoor("build")).err).toMatch(
        /^error UNIT_CLASH: "hello", "other" are one unit on toy and are given different shapes/,
      );
    },
  ));

test("a timeout beyond the platform's is lowered where that is accepted by name", () =>
  within(
    {
      "functions.ts": HELLO,
      ...config(
        '{ targets: ["toy"], functions: { hello: { timeout: "2m" } }, degrade: { hello: ["LIMIT_EXCEEDED"] } }',
      ),
    },
    async (unmoor, app) => {
      expect((await unmoor("build", "-q")).err).toMatch(
        /^warning: "hello" asks for 120000 ms.* its timeout is lowered, as accepted\n$/,
      );
      expect(built(app).units).toMatchObject([{ functions: [{ timeoutMs: 60_000 }] }]);
    },
  ));

test("every provider's table of options names its shapes", async () => {
  const { adapters } = await import("../../adapters/index.ts");
  for (const load of Object.values(adapters)) {
    const { adapter } = await load();
    for (const [trigger, shapes] of Object.entries(adapter.options ? adapter.triggers : {}))
      if (Array.isArray(shapes))
        expect([adapter.name, trigger, adapter.options?.[trigger]]).toEqual([adapter.name, trigger, shapes]);
  }
});

test("defineConfig gives back what it gets, and its types know each provider's options", () => {
  const typed = defineConfig({
    targets: {
      aws: { http: "function-url", functions: { resize: { memory: 2048, timeout: "5m" } } },
      "./own.ts": { x: 1 },
    },
  });
  expect(typed).toEqual({
    targets: {
      aws: { http: "function-url", functions: { resize: { memory: 2048, timeout: "5m" } } },
      "./own.ts": { x: 1 },
    },
  });
  // @ts-expect-error no shape of HTTP
  defineConfig({ targets: { aws: { http: "sqs" } } });
  // @ts-expect-error no option of this provider
  defineConfig({ targets: { gcp: { authLevel: "function" } } });
  // @ts-expect-error no provider
  defineConfig({ targets: ["awz"] });
  // @ts-expect-error no option
  defineConfig({ targts: [] });
});
