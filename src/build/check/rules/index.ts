import type { Rule, UnitRule } from "../subject.ts";
import { attempts } from "./attempts.ts";
import { batch } from "./batch.ts";
import { builtin } from "./builtin.ts";
import { delay } from "./delay.ts";
import { duration } from "./duration.ts";
import { exposure } from "./exposure.ts";
import { memory } from "./memory.ts";
import { message } from "./message.ts";
import { native } from "./native.ts";
import { outcome } from "./outcome.ts";
import { platform } from "./platform.ts";
import { response } from "./response.ts";
import { schedule } from "./schedule.ts";
import { sdk } from "./sdk.ts";
import { state } from "./state.ts";

/** Every rule over a function; what needs a shape says nothing where there is none. */
export const rules: readonly Rule[] = [
  duration,
  memory,
  batch,
  attempts,
  schedule,
  delay,
  outcome,
  message,
  response,
  sdk,
  builtin,
  platform,
  native,
  state,
];

/** Every rule over a unit. */
export const unitRules: readonly UnitRule[] = [exposure];
