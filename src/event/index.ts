export { decodeData, encodeData, isJson } from "./data.ts";
export { type EventMessage, eventsOfHttp, eventToBinary, eventToStructured } from "./http.ts";
export { eventOfJson, eventsOfJson, eventToJson, type ReadOptions } from "./json.ts";
export { validate } from "./validate.ts";
