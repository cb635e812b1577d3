// Stands in for `rapid-client.node`, the native half of aws-lambda-ric, so that its JavaScript half runs unmodified
// without a compiler. Same three functions as src/native/rapid-client.cc: next, done, error.
"use strict";
const { Agent, request } = require("node:http");
const Module = require("node:module");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new Agent({ keepAlive: true });

function call(method, path, headers, body) {
  return new Promise((resolve, reject) => {
    const out = request({ agent, host, port, method, path, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      // Whole bytes first: a character may straddle two chunks.
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }));
    });
    out.on("error", reject);
    out.end(body);
  });
}

// The native client posts synchronously; here the next poll waits for the post instead.
let posted = Promise.resolve();
function post(path, headers, text) {
  const body = Buffer.from(text, "utf8");
  posted = call("POST", path, { "content-type": "application/json", ...headers, "content-length": body.length }, body);
  posted.catch(() => {});
}

const invocation = "/2018-06-01/runtime/invocation/";
const client = {
  async next() {
    await posted;
    const { headers, body } = await call("GET", `${invocation}next`);
    return {
      bodyJson: body,
      headers: { ...headers, "lambda-runtime-deadline-ms": Number(headers["lambda-runtime-deadline-ms"]) },
    };
  },
  done: (id, body) => post(`${invocation}${id}/response`, {}, body),
  error: (id, body, xray) =>
    // A header holds Latin-1 at most, and the message may hold anything.
    post(
      `${invocation}${id}/error`,
      { "lambda-runtime-function-xray-error-cause": encodeURIComponent(xray).slice(0, 4096) },
      body,
    ),
};

const load = Module._load;
Module._load = function (specifier, ...rest) {
  return specifier === "./rapid-client.node" ? client : load.call(this, specifier, ...rest);
};

// The test run holds the other end: when it dies, whatever the way, no process stays behind.
process.stdin.on("close", () => process.exit(1));
process.stdin.resume();
process.stdin.unref();
