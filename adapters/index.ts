import type { Adapter } from "unmoor/adapter";

/** The providers, loaded when one is asked for. One line a provider: each `index.ts` exports its `adapter`. */
export const adapters: Readonly<Record<string, () => Promise<{ readonly adapter: Adapter }>>> = {
  memory: () => import("./memory/index.ts"),
  aws: () => import("./aws/index.ts"),
  gcp: () => import("./gcp/index.ts"),
  azure: () => import("./azure/index.ts"),
  vercel: () => import("./vercel/index.ts"),
  node: () => import("./node/index.ts"),
};

/** What a configuration may say of each, for its types; an adapter of your own adds itself by `declare module`. */
export interface ProviderOptions {
  readonly aws: import("./aws/index.ts").AwsOptions;
  readonly gcp: import("./gcp/index.ts").GcpOptions;
  readonly azure: import("./azure/index.ts").AzureOptions;
  readonly vercel: import("./vercel/index.ts").VercelOptions;
  readonly node: import("./node/index.ts").NodeOptions;
}
