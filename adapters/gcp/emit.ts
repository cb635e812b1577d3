import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { readme } from "./readme.ts";

/** Runtimes that are neither preview nor decommissioned: https://docs.cloud.google.com/run/docs/runtimes/function-runtimes */
const NODES = ["24", "22"];

/**
 * The files around the bundles: one folder a unit, to be deployed from its source.
 *
 * Reads of the config: `node` (`"24"` by default, or `"22"`), `concurrency` (requests an instance handles at once),
 * `public` (callable without a token; false by default), and in the entry `loadBalancer`, `iap`.
 *
 * @throws `INVALID_TARGET_CONFIG`
 * @see https://docs.cloud.google.com/run/docs/runtimes/nodejs-dependencies
 */
export function emit(units: readonly Unit[], config: TargetConfig): Record<string, string> {
  const node = String(config.node ?? NODES[0]);
  const { concurrency } = config;
  if (!NODES.includes(node))
    throw error("INVALID_TARGET_CONFIG", `gcp.node is ${node}; use ${NODES.map((n) => `"${n}"`).join(" or ")}`);
  if (
    concurrency !== undefined &&
    !(Number.isInteger(concurrency) && Number(concurrency) > 0 && Number(concurrency) <= 1000)
  )
    throw error("INVALID_TARGET_CONFIG", `gcp.concurrency is ${concurrency}; use a whole number from 1 to 1000`);
  const files: Record<string, string> = {};
  for (const unit of units) {
    const service = serviceName(config.name, unit);
    files[`${unit.name}/package.json`] = `${JSON.stringify(manifest(service, unit, node), null, 2)}\n`;
    files[`${unit.name}/.gcloudignore`] = IGNORED;
    files[`${unit.name}/README.md`] = readme(service, unit, node, config);
  }
  return files;
}

/** What the buildpack reads. No `build` script, which it would run. */
function manifest(name: string, unit: Unit, node: string): object {
  return {
    name,
    private: true,
    type: "module",
    main: "index.mjs",
    engines: { node },
    ...(unit.shape === "service"
      ? { scripts: { start: "node index.mjs" } }
      : {
          scripts: { start: "functions-framework --target=handler" },
          // Without it the buildpack injects 3.5.1, which is on Express 4.
          dependencies: { "@google-cloud/functions-framework": "^5.0.5" },
        }),
  };
}

/** Letters, digits and `-`, a letter first, 49 at most: https://docs.cloud.google.com/run/docs/deploying */
function serviceName(app: string, { name, trigger }: Unit): string {
  const slug = (trigger === "http" && name === "http" ? app : `${app}-${name}`)
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-");
  return (
    slug
      .replace(/^[^a-z]+/, "")
      .slice(0, 49)
      .replace(/-$/, "") || "app"
  );
}

const IGNORED = `# What is not uploaded: gcloud would read .gitignore otherwise, which may name this very folder.
.gcloudignore
.git
.gitignore
README.md
node_modules/
`;
