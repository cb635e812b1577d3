import { pageOf, placeOf, type Rule } from "../subject.ts";

/** Memory that the platform does not give, or not to one function. */
export const memory: Rule = function* (subject) {
  const { fn, shape, adapter } = subject;
  const limit = shape?.limits.memoryMb;
  if (!fn.memoryMb || !limit) return;
  const place = placeOf(subject, "memory");
  if ("lacks" in limit)
    yield {
      code: "MEMORY_IGNORED",
      severity: "note",
      message: `"${fn.name}" asks for ${fn.memoryMb} MB: ${limit.lacks}`,
      help: "choose the size of the instances when you create the app",
      page: limit.page ?? pageOf(subject),
      place,
      accepts: "MEMORY_IGNORED",
    };
  else if (fn.memoryMb < limit[0] || fn.memoryMb > limit[1])
    yield {
      code: "MEMORY_LIMIT",
      message: `"${fn.name}" asks for ${fn.memoryMb} MB, and ${adapter.name} gives ${limit[0]} to ${limit[1]} MB`,
      help: `change its memory, for this target alone in targets.${adapter.name}.functions.${fn.name}.memory`,
      page: pageOf(subject),
      place,
    };
};
