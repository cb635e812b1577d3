/**
 * What the slicer knows of the language and of libraries. A name missing here only makes a slice larger, never wrong.
 */

/** Calls of these run no handler and change nothing that is handed in: the definitions of unmoor itself. */
export const definitions: RegExp = /^unmoor(\/|$)/;

/** Libraries whose values never change: deriving one schema from another does not touch the first. */
export const immutable: RegExp =
  /^(zod|valibot|arktype|superstruct|yup|@sinclair\/typebox|typebox|@standard-schema\/spec)(\/|$)/;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Globals whose call or construction touches nothing but its result. */
export const pureGlobals: ReadonlySet<string> = words(
  "Map Set WeakMap WeakSet WeakRef Object Array String Number Boolean BigInt Symbol Date RegExp URL URLSearchParams Headers " +
    "Request Response TextEncoder TextDecoder AbortController Error TypeError RangeError Intl Math JSON Promise Proxy " +
    "parseInt parseFloat isNaN structuredClone encodeURIComponent decodeURIComponent encodeURI decodeURI atob btoa " +
    "Uint8Array Int32Array Float64Array ArrayBuffer",
);

/** Methods of the globals Object and Reflect that change their first argument. */
export const mutators: ReadonlySet<string> = words(
  "assign defineProperty defineProperties setPrototypeOf freeze seal preventExtensions set deleteProperty",
);

/** Methods that change nothing whoever they belong to. Names that a registry could use (`get`, `match`, `with`) stay out. */
export const pureMethods: ReadonlySet<string> = words(
  "concat slice join flat includes indexOf lastIndexOf startsWith endsWith trim trimStart trimEnd toUpperCase toLowerCase " +
    "split replace replaceAll padStart padEnd repeat charAt charCodeAt codePointAt toString toFixed toISOString getTime " +
    "toJSON valueOf toSorted toReversed substring localeCompare normalize hasOwnProperty bind forEach some every " +
    "flatMap reduce reduceRight findIndex findLast entries values has then catch finally",
);

/** Of those, and of a few more, the ones that call a function handed to them before they return (or soon after). */
export const callers: ReadonlySet<string> = words(
  "forEach map filter some every flatMap reduce reduceRight find findIndex findLast findLastIndex from fromAsync sort " +
    "toSorted replace replaceAll then catch finally call apply run",
);

/** Methods that change what they are called on, not what they are given: routers and collections. */
export const receivers: ReadonlySet<string> = words(
  "get post put patch delete all on use route mount basePath notFound onError options head group push unshift set add",
);

/** Methods by which a closure surely writes, however unsure it is that the closure runs. */
export const writers: ReadonlySet<string> = words(
  "set add push unshift splice delete clear register append pop shift sort reverse fill",
);
