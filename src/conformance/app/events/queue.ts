import { on, queue } from "unmoor";
import { allSettled, bury, doubled, failing, given, guard, miscounting, nothing, one } from "./plans.ts";

export const queuePlain = on(queue("conformance-plain"), { attempts: 5 }, one);
export const queueKept = on(queue("conformance-kept"), { attempts: 5, deadLetter: bury }, one);
export const queueChecked = on(queue("conformance-checked", { schema: doubled }), one);
export const queueCheckedKept = on(queue("conformance-checked-kept", { schema: doubled }), { deadLetter: bury }, one);
export const queueGuarded = on(queue("conformance-guarded"), { use: [guard], deadLetter: bury }, one);
export const queueSerial = on(queue("conformance-serial"), { concurrency: 1 }, one);
export const queueNarrow = on(queue("conformance-narrow"), { concurrency: 2 }, one);
export const queueBrief = on(queue("conformance-brief"), { timeout: "2s" }, one);
export const queueGiven = on(queue("conformance-given"), { batch: 10 }, given);
export const queueSettled = on(queue("conformance-settled"), { batch: 10 }, allSettled);
export const queueSettledKept = on(queue("conformance-settled-kept"), { batch: 10, deadLetter: bury }, allSettled);
export const queuePairs = on(queue("conformance-pairs"), { batch: 2 }, allSettled);
export const queueFailing = on(queue("conformance-failing"), { batch: 10 }, failing);
export const queueMiscounting = on(queue("conformance-miscounting"), { batch: 10 }, miscounting);
export const queueSilent = on(queue("conformance-silent"), { batch: 10 }, nothing);
export const queueCheckedBatch = on(
  queue("conformance-checked-batch", { schema: doubled }),
  { batch: 10, deadLetter: bury },
  allSettled,
);
