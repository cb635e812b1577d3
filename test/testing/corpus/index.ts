import { deadlineIgnored } from "./deadline-ignored.ts";
import { lostUpdate } from "./lost-update.ts";
import { markThenCharge } from "./mark-then-charge.ts";
import { moduleState } from "./module-state.ts";
import { notIdempotent } from "./not-idempotent.ts";
import { orderAssumption } from "./order-assumption.ts";
import { overlappingDuplicate } from "./overlapping-duplicate.ts";
import type { Planted } from "./planted.ts";
import { poisonLoop } from "./poison-loop.ts";
import { postedTwice } from "./posted-twice.ts";
import { retryStorm } from "./retry-storm.ts";
import { timeZone } from "./time-zone.ts";
import { unawaited } from "./unawaited.ts";
import { wholeBatch } from "./whole-batch.ts";

/** Faults that everybody has written once, by name. */
export const corpus: Readonly<Record<string, Planted>> = {
  notIdempotent,
  markThenCharge,
  lostUpdate,
  unawaited,
  moduleState,
  poisonLoop,
  orderAssumption,
  deadlineIgnored,
  timeZone,
  wholeBatch,
  retryStorm,
  overlappingDuplicate,
  postedTwice,
};
