import { on, provide, queue, Retry } from "unmoor";
import { always, eventually } from "unmoor/testing";
import { faked, planted, sleep } from "./planted.ts";

const PAGES = 16;

interface Archive {
  fetch(page: number): Promise<string>;
  /** How many pages of an export are kept. */
  kept(id: string): Promise<number>;
  keep(id: string, page: number): Promise<void>;
}
const archive = provide("archive", (): Archive => faked());
const exports_ = queue<"exports", string>("exports");

/** Sixteen seconds of work in ten: every attempt begins at the first page, and none comes to the last. */
const broken = on(exports_, { use: [archive], timeout: "10s" }, async ({ data }, { archive }) => {
  for (let page = 0; page < PAGES; page++) await archive.fetch(page);
  for (let page = 0; page < PAGES; page++) await archive.keep(data, page);
});

const fixed = on(exports_, { use: [archive], timeout: "10s" }, async ({ data }, { archive, signal }) => {
  for (let page = await archive.kept(data); page < PAGES; page++) {
    if (signal.aborted) throw new Retry(`${PAGES - page} pages are left`);
    await archive.fetch(page);
    await archive.keep(data, page);
  }
});

function world(run: typeof broken) {
  const kept = new Map<string, Set<number>>();
  const fake: Archive = {
    async fetch(page) {
      await sleep(1000);
      return `page ${page}`;
    },
    kept: async (id) => kept.get(id)?.size ?? 0,
    async keep(id, page) {
      kept.set(id, (kept.get(id) ?? new Set()).add(page));
    },
  };
  return { app: { run }, provide: { archive: fake }, kept };
}

export const deadlineIgnored = planted({
  fault: "work that is longer than its time limit begins anew for ever",
  broken: () => world(broken),
  fixed: () => world(fixed),
  async scenario(cloud, { kept }) {
    always("the export is not given up", () => cloud.deadLetters.length === 0);
    await cloud.send("exports", "2026");
    eventually("all pages are kept", () => kept.get("2026")?.size === PAGES);
  },
});
