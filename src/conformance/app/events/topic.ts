import { on, topic } from "unmoor";
import { allSettled, bury, doubled, failing, given, guard, miscounting, nothing, one } from "./plans.ts";

export const topicPlain = on(topic("conformance"), one);
export const topicKept = on(topic("conformance"), { deadLetter: bury }, one);
export const topicChecked = on(topic("conformance", { schema: doubled }), one);
export const topicCheckedKept = on(topic("conformance", { schema: doubled }), { deadLetter: bury }, one);
export const topicGuarded = on(topic("conformance"), { use: [guard], deadLetter: bury }, one);
export const topicSerial = on(topic("conformance"), { concurrency: 1 }, one);
export const topicNarrow = on(topic("conformance"), { concurrency: 2 }, one);
export const topicBrief = on(topic("conformance"), { timeout: "2s" }, one);
export const topicGiven = on(topic("conformance"), { batch: 10 }, given);
export const topicSettled = on(topic("conformance"), { batch: 10 }, allSettled);
export const topicSettledKept = on(topic("conformance"), { batch: 10, deadLetter: bury }, allSettled);
export const topicPairs = on(topic("conformance"), { batch: 2 }, allSettled);
export const topicFailing = on(topic("conformance"), { batch: 10 }, failing);
export const topicMiscounting = on(topic("conformance"), { batch: 10 }, miscounting);
export const topicSilent = on(topic("conformance"), { batch: 10 }, nothing);
export const topicCheckedBatch = on(
  topic("conformance", { schema: doubled }),
  { batch: 10, deadLetter: bury },
  allSettled,
);
