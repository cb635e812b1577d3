import type { Platform } from "unmoor/adapter";

const RUN = "https://docs.cloud.google.com/run";

/** What the check knows of Cloud Run (providers/gcp.md, limits.md A1 and A2). */
export const platform: Platform = {
  page: `${RUN}/quotas`,
  sdks: ["@google-cloud/*", "firebase-admin", "firebase-functions", "google-auth-library", "googleapis"],
  // container-contract#env-vars
  variables: [
    "K_SERVICE",
    "K_REVISION",
    "K_CONFIGURATION",
    "FUNCTION_TARGET",
    "FUNCTION_SIGNATURE_TYPE",
    "CLOUD_RUN_*",
  ],
  globals: [],
  instance: {
    says: "an instance of Cloud Run handles as many requests at once as its concurrency says, and keeps a module's variables from one to the next",
    page: `${RUN}/docs/about-concurrency`,
  },
  exposure({ trigger }, config) {
    if (trigger !== "http" || config.public !== true) return undefined;
    return { says: "gcp.public lets everybody call it without a token", page: `${RUN}/docs/authenticating/public` };
  },
};
