import { describe } from "vitest";
import * as lightFetch from "../../src/fetch/index.ts";
import type { Fetch } from "./run.ts";

export const light: Fetch = lightFetch as unknown as Fetch;
export const native: Fetch = { Headers, Request, Response };

/** Tests by the standard hold for both: the native one keeps them honest. */
export const both = (title: string, tests: (fetch: Fetch) => void): void =>
  describe.each([
    ["light", light],
    ["native", native],
  ] as const)(`${title} (%s)`, (_, fetch) => tests(fetch));
