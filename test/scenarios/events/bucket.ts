import { bucket, on } from "unmoor";
import { allSettled, bury, one } from "./plans.ts";

export const bucketPlain = on(bucket("conformance"), one);
export const bucketKept = on(bucket("conformance"), { deadLetter: bury }, one);
export const bucketSettled = on(bucket("conformance"), { batch: 10 }, allSettled);
