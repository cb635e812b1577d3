import { type CloudEvent, type Context, on, schedule } from "unmoor";
import { act, bury, tell } from "./plans.ts";

const run = (what?: string) => (event: CloudEvent, context: Context) => {
  tell("handled", event, context, 1);
  return act(what, context);
};
export const schedulePlain = on(schedule("* * * * *"), run());
export const scheduleThrow = on(schedule("* * * * *"), run("throw"));
export const scheduleLater = on(schedule("* * * * *"), run("later"));
export const scheduleReject = on(schedule("* * * * *"), run("reject"));
export const scheduleHang = on(schedule("* * * * *"), run("hang"));
export const scheduleKept = on(schedule("* * * * *"), { deadLetter: bury }, run("reject"));
export const scheduleThrowKept = on(schedule("* * * * *"), { deadLetter: bury }, run("throw"));
