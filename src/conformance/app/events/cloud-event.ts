import { cloudEvent, on } from "unmoor";
import { allSettled, bury, doubled, failing, given, guard, miscounting, nothing, one } from "./plans.ts";

export const cloudEventPlain = on(cloudEvent({ type: "com.example.conformance" }), one);
export const cloudEventKept = on(cloudEvent({ type: "com.example.conformance" }), { deadLetter: bury }, one);
export const cloudEventChecked = on(cloudEvent({ type: "com.example.conformance" }, { schema: doubled }), one);
export const cloudEventCheckedKept = on(
  cloudEvent({ type: "com.example.conformance" }, { schema: doubled }),
  { deadLetter: bury },
  one,
);
export const cloudEventGuarded = on(
  cloudEvent({ type: "com.example.conformance" }),
  { use: [guard], deadLetter: bury },
  one,
);
export const cloudEventSerial = on(cloudEvent({ type: "com.example.conformance" }), { concurrency: 1 }, one);
export const cloudEventNarrow = on(cloudEvent({ type: "com.example.conformance" }), { concurrency: 2 }, one);
export const cloudEventBrief = on(cloudEvent({ type: "com.example.conformance" }), { timeout: "2s" }, one);
export const cloudEventGiven = on(cloudEvent({ type: "com.example.conformance" }), { batch: 10 }, given);
export const cloudEventSettled = on(cloudEvent({ type: "com.example.conformance" }), { batch: 10 }, allSettled);
export const cloudEventSettledKept = on(
  cloudEvent({ type: "com.example.conformance" }),
  { batch: 10, deadLetter: bury },
  allSettled,
);
export const cloudEventPairs = on(cloudEvent({ type: "com.example.conformance" }), { batch: 2 }, allSettled);
export const cloudEventFailing = on(cloudEvent({ type: "com.example.conformance" }), { batch: 10 }, failing);
export const cloudEventMiscounting = on(cloudEvent({ type: "com.example.conformance" }), { batch: 10 }, miscounting);
export const cloudEventSilent = on(cloudEvent({ type: "com.example.conformance" }), { batch: 10 }, nothing);
export const cloudEventCheckedBatch = on(
  cloudEvent({ type: "com.example.conformance" }, { schema: doubled }),
  { batch: 10, deadLetter: bury },
  allSettled,
);
