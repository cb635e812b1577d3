import type { Platform } from "unmoor/adapter";

/** What the check knows of a server of one's own: it has no SDK, no plan and no platform around it. */
export const platform: Platform = {
  page: "https://nodejs.org/api/http.html",
  sdks: [],
  variables: [],
  globals: [],
  instance: {
    says: "one process handles all requests at once, which share a module's variables",
    page: "https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop",
  },
  exposure({ trigger }) {
    if (trigger !== "http") return undefined;
    return {
      says: "whoever reaches the port may; check callers in a middleware, or put a gateway before it",
      page: "https://knative.dev/docs/serving/services/private-services/",
    };
  },
};
