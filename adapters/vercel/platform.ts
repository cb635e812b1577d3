import type { Platform } from "unmoor/adapter";

/** What the check knows of Vercel Functions (providers/vercel.md, limits.md A1 and A2). */
export const platform: Platform = {
  page: "https://vercel.com/docs/functions/limitations",
  sdks: ["@vercel/*"],
  // system-environment-variables
  variables: ["VERCEL", "VERCEL_*", "NOW_REGION"],
  globals: ["EdgeRuntime"],
  instance: {
    says: "Fluid compute runs many requests at once in one instance, which share a module's variables",
    page: "https://vercel.com/docs/fluid-compute",
  },
  bundle: {
    bytes: 262_144_000,
    says: "Vercel takes 250 MB a function",
    page: "https://vercel.com/docs/functions/limitations",
  },
  exposure({ trigger }) {
    if (trigger !== "http") return undefined;
    return {
      says: "production deployments are open to all; check callers in a middleware, or turn on deployment protection",
      page: "https://vercel.com/docs/deployment-protection",
    };
  },
};
