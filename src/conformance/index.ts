export { type Answer, ask, type Call, type Carrier, headerOf, headersOf, jsonOf, textOf } from "./call.ts";
export { type DirectOptions, directCarrier } from "./direct.ts";
export { environment, http as httpScenarios } from "./http/index.ts";
export { judge, type Result, resultOf, type Scenario, type Verdict } from "./scenario.ts";
export { type SocketOptions, socketCarrier } from "./socket.ts";
