import { on, stream } from "unmoor";
import { allSettled, bury, doubled, failing, given, guard, miscounting, nothing, one } from "./plans.ts";

export const streamPlain = on(stream("conformance"), { attempts: 5 }, one);
export const streamKept = on(stream("conformance"), { attempts: 5, deadLetter: bury }, one);
export const streamChecked = on(stream("conformance", { schema: doubled }), one);
export const streamCheckedKept = on(stream("conformance", { schema: doubled }), { deadLetter: bury }, one);
export const streamGuarded = on(stream("conformance"), { use: [guard], deadLetter: bury }, one);
export const streamSerial = on(stream("conformance"), { concurrency: 1 }, one);
export const streamNarrow = on(stream("conformance"), { concurrency: 2 }, one);
export const streamBrief = on(stream("conformance"), { timeout: "2s" }, one);
export const streamGiven = on(stream("conformance"), { batch: 10 }, given);
export const streamSettled = on(stream("conformance"), { batch: 10 }, allSettled);
export const streamSettledKept = on(stream("conformance"), { batch: 10, deadLetter: bury }, allSettled);
export const streamPairs = on(stream("conformance"), { batch: 2 }, allSettled);
export const streamFailing = on(stream("conformance"), { batch: 10 }, failing);
export const streamMiscounting = on(stream("conformance"), { batch: 10 }, miscounting);
export const streamSilent = on(stream("conformance"), { batch: 10 }, nothing);
export const streamCheckedBatch = on(
  stream("conformance", { schema: doubled }),
  { batch: 10, deadLetter: bury },
  allSettled,
);
