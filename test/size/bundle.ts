import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { Adapter } from "unmoor/adapter";
import { adapters } from "unmoor/adapters";
import { compileRoutes } from "../../src/build/routes.ts";

/** The one-route HTTP unit that the ceilings are about: a param, a JSON answer. */
const APP = `import { http } from "unmoor";
export const hello = http("GET /hello/:name", (request, { params }) => Response.json({ hello: params.name }));
`;

/** A bundled unit. */
export interface Bundle {
  readonly code: string;
  /** Bytes by module, greatest first; what no module owns is under "". */
  readonly modules: readonly (readonly [module: string, bytes: number])[];
}

/** The whole minified bundle of the one-route unit for a provider, as the build makes it. */
export async function bundle(provider: string, http?: string): Promise<Bundle> {
  const { adapter } = await (adapters[provider] as () => Promise<{ adapter: Adapter }>)();
  const carriers = adapter.triggers.http as readonly string[];
  const shape = http ?? (carriers[0] as string);
  const config = { name: "app", http: shape };
  const unit = {
    name: "http",
    trigger: "http",
    shape,
    functions: [{ name: "hello", trigger: "http", methods: ["GET"], path: "/hello/:name", streaming: false }],
    module: "test:unit",
  } as const;
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const sources: Record<string, string> = {
    "test:entry": adapter.pack === "app" ? (adapter.main?.([unit], config) as string) : adapter.entry(unit, config),
    "unmoor:unit/http": adapter.entry(unit, config),
    "test:unit": `${APP}${compileRoutes([{ name: "hello", route: "GET /hello/:name" }])}`,
  };
  const built = await rolldown({
    input: "test:entry",
    cwd: root,
    platform: "node",
    external: [...(adapter.bundle?.external ?? [])],
    resolve: { conditionNames: ["source", "import", "default"] },
    plugins: [
      {
        name: "unit",
        resolveId: (id) => (id in sources ? `${root}virtual/${id.replace(/\W/g, "_")}.js` : null),
        load: (id) =>
          Object.entries(sources).find(([name]) => id === `${root}virtual/${name.replace(/\W/g, "_")}.js`)?.[1],
      },
    ],
  });
  const { output } = await built.generate({
    format: "esm",
    minify: true,
    sourcemap: true,
    codeSplitting: false,
    comments: false,
  });
  await built.close();
  const [{ code, map }] = output;
  return { code: code.replace(/\/\/# sourceMappingURL=.*\n?/, ""), modules: map ? attribute(code, map) : [] };
}

/** Which module each character of the code came from: the digits of the source map, added up. */
function attribute(
  code: string,
  map: { readonly mappings: string; readonly sources: readonly string[] },
): Bundle["modules"] {
  const lines = code.split("\n");
  const sizes = new Map<string, number>();
  let source = 0;
  map.mappings.split(";").forEach((line, at) => {
    let column = 0;
    let owner = "";
    const width = lines[at]?.length ?? 0;
    const own = (to: number): void => void sizes.set(owner, (sizes.get(owner) ?? 0) + to - column);
    let first = true;
    for (const segment of line.split(",").filter(Boolean)) {
      const [step = 0, from] = digits(segment);
      if (!first || step) own(column + step);
      first = false;
      column += step;
      if (from === undefined) owner = "";
      else {
        source += from;
        owner = map.sources[source] ?? "";
      }
    }
    own(width);
  });
  return [...sizes].filter(([, bytes]) => bytes).sort(([, a], [, b]) => b - a);
}

/** The numbers of one segment of a source map: base 64, least significant digit first, the lowest bit is the sign. */
function digits(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}
