import { bucket, on } from "unmoor";
import { allSettled, bury, one } from "./plans.ts";

export const bucketPlain = on(bucket("conformance-plain"), one);
export const bucketDeleted = on(bucket("conformance-deleted"), { when: "deleted" }, one);
export const bucketKept = on(bucket("conformance-kept"), { deadLetter: bury }, one);
export const bucketSettled = on(bucket("conformance-settled"), { batch: 10 }, allSettled);
