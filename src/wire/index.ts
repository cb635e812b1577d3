export { decodeBody, encodeBody, fromBase64, responseBody, responseBytes, toBase64 } from "./body.ts";
export { error, type UnmoorError } from "./error.ts";
export { byteString, requestHeaders, responseHeaders, sentHeaders } from "./headers.ts";
export {
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
export { disconnected, primed, pump, type Sink } from "./stream.ts";
export { requestUrl, type UrlParts } from "./url.ts";
