import type { Platform } from "unmoor/adapter";

const GUIDE = "https://learn.microsoft.com/azure/azure-functions";

/** What the check knows of Azure Functions (providers/azure.md, limits.md A1 and A2). */
export const platform: Platform = {
  page: `${GUIDE}/functions-scale`,
  sdks: ["@azure/*", "azure-storage", "applicationinsights", "durable-functions"],
  // functions-app-settings
  variables: ["AZURE_FUNCTIONS_*", "AzureWebJobs*", "FUNCTIONS_*", "WEBSITE_*"],
  globals: [],
  instance: {
    says: "an instance of a function app runs many functions at once, and keeps a module's variables from one to the next",
    page: `${GUIDE}/functions-concurrency`,
  },
  exposure({ trigger }, { authLevel = "anonymous" }) {
    if (trigger !== "http" || authLevel !== "anonymous") return undefined;
    return {
      says: 'its authLevel is anonymous; azure.authLevel: "function" asks for a key',
      page: `${GUIDE}/functions-bindings-http-webhook-trigger`,
    };
  },
};
