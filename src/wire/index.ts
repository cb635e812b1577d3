export { decodeBody, encodeBody, fromBase64, responseBytes, toBase64 } from "./body.ts";
export { error, type UnmoorError } from "./error.ts";
export { byteString, requestHeaders, responseHeaders } from "./headers.ts";
export {
  disconnected,
  flowOff,
  type NodeReply,
  type NodeRequest,
  type NodeResponse,
  nodeBody,
  nodeHeaders,
  nodeReply,
  sendNode,
} from "./node.ts";
export { type RequestParts, request } from "./request.ts";
export { primed, pump, type Sink } from "./stream.ts";
export { requestUrl, type UrlParts } from "./url.ts";
