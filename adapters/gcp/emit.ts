import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { carrierOf, serviceName } from "./names.ts";
import { readme } from "./readme.ts";
import { terraform } from "./terraform.ts";

/** Runtimes that are neither preview nor decommissioned: https://docs.cloud.google.com/run/docs/runtimes/function-runtimes */
const NODES = ["24", "22"];

/**
 * The files around the bundles: one folder a unit, to be deployed from its source; and what starts them.
 *
 * Reads of the config: `node` (`"24"` by default, or `"22"`), `concurrency` (requests an instance handles at once),
 * `public` (HTTP is callable without a token; false by default), `resources` (existing topics, queues, buckets and, by
 * the type of their events, channels: what the app calls them → their name), `invoker` (existing account that senders act
 * as), `verify` (whether the code checks senders itself; true by default), and in the entry `loadBalancer`, `iap`. With
 * `http: "service"` units of events and tasks are services, too.
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
    files[`${unit.name}/package.json`] =
      `${JSON.stringify(manifest(service, carrierOf(unit, config), node), null, 2)}\n`;
    files[`${unit.name}/.gcloudignore`] = IGNORED;
    files[`${unit.name}/README.md`] = readme(service, unit, node, config);
  }
  const triggers = terraform(units, config);
  if (triggers) files["main.tf.json"] = triggers;
  return files;
}

/** What the buildpack reads. No `build` script, which it would run. */
function manifest(name: string, carrier: "function" | "service", node: string): object {
  return {
    name,
    private: true,
    type: "module",
    main: "index.mjs",
    engines: { node },
    ...(carrier === "service"
      ? { scripts: { start: "node index.mjs" } }
      : {
          scripts: { start: "functions-framework --target=handler" },
          // Without it the buildpack injects 3.5.1, which is on Express 4.
          dependencies: { "@google-cloud/functions-framework": "^5.0.5" },
        }),
  };
}

const IGNORED = `# What is not uploaded: gcloud would read .gitignore otherwise, which may name this very folder.
.gcloudignore
.git
.gitignore
README.md
node_modules/
`;
