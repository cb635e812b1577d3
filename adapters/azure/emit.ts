import { error, type TargetConfig, type Unit } from "unmoor/adapter";
import { hostJson } from "./host.ts";
import { readme } from "./readme.ts";

/** Supported by the programming model v4; 24 is on 64-bit plans only. */
const NODES = ["24", "22"];

/**
 * The files around the app: what `func` and the host read.
 *
 * Reads of the config: `node` (`"24"` by default, or `"22"`), `authLevel` (`"anonymous"` by default, `"function"`,
 * `"admin"`), in the entry `easyAuth` (App Service authentication is on; false by default), and what `binding` reads.
 *
 * @throws `INVALID_TARGET_CONFIG`
 * @see https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
export function emit(units: readonly Unit[], config: TargetConfig): Record<string, string> {
  const node = String(config.node ?? NODES[0]);
  if (!NODES.includes(node))
    throw error("INVALID_TARGET_CONFIG", `azure.node is ${node}; use ${NODES.map((n) => `"${n}"`).join(" or ")}`);
  return {
    "host.json": json(hostJson(units, config)),
    "package.json": json({
      name: packageName(config.name),
      private: true,
      type: "module",
      main: "dist/index.mjs",
      engines: { node: `>=${NODES.at(-1)}` },
    }),
    "local.settings.json": json(LOCAL),
    ".funcignore": IGNORED,
    "README.md": readme(config, node, units),
  };
}

/** For `func start` on this machine; `.funcignore` keeps it there. */
const LOCAL = {
  IsEncrypted: false,
  Values: {
    FUNCTIONS_WORKER_RUNTIME: "node",
    AzureWebJobsStorage: "UseDevelopmentStorage=true",
    AzureWebJobsDisableHomepage: "true",
  },
};

const IGNORED = `*.map
*.ts
.git*
.vscode
__azurite_db*__.json
local.settings.json
node_modules
README.md
test
tsconfig.json
`;

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** https://docs.npmjs.com/cli/configuring-npm/package-json#name */
const packageName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-|-$/g, "") || "app";
