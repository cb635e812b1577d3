// What a bundle may do without. The build defines `UNMOOR_NO_…` for what none of a unit's functions uses, and the
// minifier drops the code behind it; everywhere else they are undeclared, and everything is there. A definition that
// turns out at run time to use what was left out fails: nothing is skipped in silence.
declare const UNMOOR_NO_BATCHES: true;
declare const UNMOOR_NO_DEAD_LETTERS: true;
declare const UNMOOR_NO_LAYERS: true;
declare const UNMOOR_NO_SCHEMAS: true;
declare const UNMOOR_NO_SHARED_TIMER: true;
declare const UNMOOR_NO_TIMEOUTS: true;

/** Some function asks for batches. */
export const BATCHES: boolean = typeof UNMOOR_NO_BATCHES === "undefined";
/** Some function has a handler for what is rejected. */
export const DEAD_LETTERS: boolean = typeof UNMOOR_NO_DEAD_LETTERS === "undefined";
/** Some function has middleware. */
export const LAYERS: boolean = typeof UNMOOR_NO_LAYERS === "undefined";
/** Some function's data or input is validated. */
export const SCHEMAS: boolean = typeof UNMOOR_NO_SCHEMAS === "undefined";
/** Invocations are to be as fast as they can be, for the bytes of `createTimers`. */
export const SHARED_TIMER: boolean = typeof UNMOOR_NO_SHARED_TIMER === "undefined";
/** Some event function or task states its time limit. */
export const TIMEOUTS: boolean = typeof UNMOOR_NO_TIMEOUTS === "undefined";

/**
 * What a definition fails with that asks for something the build did not see.
 *
 * @example if (use && !LAYERS) throw absent("middleware");
 */
export const absent = (feature: string): Error => new Error(`built without ${feature}`);
