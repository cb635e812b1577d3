import type { TargetConfig, Unit } from "unmoor/adapter";
import { lacking, sourcesAfter, sourcesBefore, variables } from "./sources.ts";

/** How to deploy the app, and what is particular to it. */
export function readme(config: TargetConfig, node: string, units: readonly Unit[]): string {
  const { name, authLevel = "anonymous", easyAuth, region = "westeurope" } = config;
  const callers =
    authLevel === "anonymous"
      ? 'Anybody may call: `authLevel` is `"anonymous"`. `azure.authLevel: "function"` asks for a key.'
      : `Callers need a key of the app (\`authLevel\` is \`"${authLevel}"\`), in \`x-functions-key\` or \`?code=\`.`;
  return `# ${name} on Azure Functions

This folder is all there is to deploy: \`dist/index.mjs\` registers ${units.length === 1 ? "one function" : `${units.length} units`} and holds its dependencies.
The names of what exists already:

    export APP=… GROUP=… STORAGE=… REGION=${region}${variables(units)}

A function app, unless there is one:

    az functionapp create --name "$APP" --resource-group "$GROUP" --storage-account "$STORAGE" \\
      --flexconsumption-location "$REGION" --runtime node --runtime-version ${node}
${sourcesBefore(units, config)}
The code:

    func azure functionapp publish "$APP" --no-build
    az functionapp config appsettings set --name "$APP" --resource-group "$GROUP" \\
      --settings AzureWebJobsDisableHomepage=true

Or without \`func\`: zip the contents of this folder, then

    az functionapp deployment source config-zip --name "$APP" --resource-group "$GROUP" --src app.zip
${sourcesAfter(units, config)}
- ${callers}
- ${
    easyAuth
      ? "`x-ms-client-principal*` is believed: App Service authentication must be on, or clients choose it."
      : "`x-ms-client-principal*` is dropped: with App Service authentication on, set `azure.easyAuth: true`."
  }
- The host keeps \`/admin/*\` and \`/runtime/*\` to itself, and answers after 230 s if the function has not.
- A query key named \`headers\` is refused with 400: the host mistakes it for the request's own.
- Needs Functions host 4.28 or later (HTTP streams). On this machine: \`func start\`, Core Tools 4.0.5530 or later.
${lacking(units)}`;
}
