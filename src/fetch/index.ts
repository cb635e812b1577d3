export { fetch } from "./fetch.ts";
export { Headers } from "./headers.ts";
export { Incoming } from "./incoming.ts";
export { Request } from "./request.ts";
export { Response } from "./response.ts";
