import type { TargetConfig, Unit } from "unmoor/adapter";
import { describe, expect, test } from "vitest";
import { adapter } from "../../../adapters/aws/index.ts";
import { yaml } from "../../../adapters/aws/yaml.ts";
import { httpShapes } from "./samples.ts";

const unit = (shape: string, over: Partial<Unit> = {}): Unit => ({
  name: "http",
  trigger: "http",
  shape,
  functions: [{ name: "hello", trigger: "http", methods: ["GET"], path: "/hello/:name", streaming: false }],
  module: "unmoor:unit/http",
  ...over,
});
const template = (shape: string, config: Partial<TargetConfig> = {}, over: Partial<Unit> = {}): string =>
  adapter.emit([unit(shape, over)], { name: "app", ...config })["template.yaml"]!;

describe("entry", () => {
  test("is the carrier, the codec and the routes, by name", () => {
    expect(
      adapter.entry(unit("http-api"), { name: "app" }),
    ).toBe(`import { buffered, httpApi, httpDispatch } from "unmoor/aws";
import { routes } from "unmoor:unit/http";

export const handler = buffered(httpApi(), httpDispatch(routes, { provider: "aws" }));
`);
  });
  test("a streaming shape has the streaming entry; the base path goes to the codec", () => {
    expect(adapter.entry(unit("function-url-stream"), { name: "app", basePath: "/v1" })).toContain(
      'export const handler = streaming(functionUrlStream({"basePath":"/v1"}), httpDispatch(',
    );
  });
  test("every shape has an entry, and its names are exports of the runtime", async () => {
    const runtime = await import("../../../adapters/aws/runtime.ts");
    for (const shape of httpShapes) {
      const names = /import \{ ([^}]*) \} from "unmoor\/aws"/
        .exec(adapter.entry(unit(shape), { name: "app" }))![1]!
        .split(", ");
      for (const name of names) expect(runtime).toHaveProperty(name);
    }
  });
  test.each(["v1", "/", "/a/", 7])("a base path like %o is a coded error", (basePath) => {
    expect(() => adapter.entry(unit("rest"), { name: "app", basePath })).toThrow(
      expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }),
    );
  });
  test("an unknown shape is a coded error", () => {
    expect(() => adapter.entry(unit("soap"), { name: "app" })).toThrow(
      expect.objectContaining({ code: "UNKNOWN_SHAPE" }),
    );
    expect(() => adapter.emit([unit("soap")], { name: "app" })).toThrow(
      expect.objectContaining({ code: "UNKNOWN_SHAPE" }),
    );
  });
});

describe("template", () => {
  test("HTTP API, as it is", () => {
    expect(template("http-api", {}, { timeoutMs: 1500, memoryMb: 512 })).toBe(`AWSTemplateFormatVersion: "2010-09-09"
Transform: AWS::Serverless-2016-10-31
Description: app
Resources:
  HttpFunction:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: http/
      Handler: index.handler
      Runtime: nodejs24.x
      Architectures: [arm64]
      Timeout: 2
      MemorySize: 512
      LoggingConfig:
        LogFormat: JSON
      Events:
        Http:
          Type: HttpApi
          Properties:
            ApiId:
              Ref: HttpFunctionApi
            PayloadFormatVersion: "2.0"
  HttpFunctionApi:
    Type: AWS::Serverless::HttpApi
    Properties:
      StageName: "$default"
Outputs:
  HttpFunctionUrl:
    Value:
      Fn::Sub: "https://\${HttpFunctionApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}"
`);
  });
  test("Function URL: mode by shape, open or by IAM", () => {
    expect(template("function-url")).toContain("InvokeMode: BUFFERED");
    expect(template("function-url")).toContain("InvokedViaFunctionUrl: true");
    expect(template("function-url-stream")).toContain("InvokeMode: RESPONSE_STREAM");
    const iam = template("function-url", { auth: "iam" });
    expect(iam).toContain("AuthType: AWS_IAM");
    expect(iam).not.toContain('Principal: "*"');
    expect(() => template("function-url", { auth: "open" })).toThrow(
      expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }),
    );
  });
  test("REST streams by its own integration", () => {
    expect(template("rest")).not.toContain("responseTransferMode");
    const stream = template("rest-stream");
    expect(stream).toContain("responseTransferMode: STREAM");
    expect(stream).toMatch(/2021-11-15\/functions\/\$\{HttpFunction\.Arn\}\/response-streaming-invocations/);
    expect(stream).toContain("Principal: apigateway.amazonaws.com");
  });
  test("ALB: multi-value headers on, the listener a parameter, the permission before the target", () => {
    const multi = template("alb", { basePath: "/v1" });
    expect(multi).toMatch(/Key: lambda\.multi_value_headers\.enabled\n\s+Value: "true"/);
    expect(multi).toMatch(/Parameters:\n {2}HttpFunctionListenerArn:/);
    expect(multi).toContain("DependsOn: HttpFunctionInvoke");
    expect(multi).toContain('Values: ["/v1", "/v1/*"]');
    expect(template("alb-single")).toMatch(/Value: "false"/);
  });
  test("runtime, architecture and environment by config", () => {
    const made = template("http-api", {
      runtime: "nodejs22.x",
      architecture: "x86_64",
      environment: { TABLE: "orders", COUNT: "1" },
    });
    expect(made).toContain("Runtime: nodejs22.x");
    expect(made).toContain("Architectures: [x86_64]");
    expect(made).toContain('Variables:\n          TABLE: orders\n          COUNT: "1"');
    expect(() => template("http-api", { runtime: "nodejs20.x" })).toThrow(
      expect.objectContaining({ code: "INVALID_TARGET_CONFIG" }),
    );
  });
  test("what Lambda or its gateway does not take is a coded error", () => {
    expect(() => template("http-api", {}, { timeoutMs: 31_000 })).toThrow(
      expect.objectContaining({ code: "INVALID_LIMIT" }),
    );
    expect(template("rest-stream", {}, { timeoutMs: 120_000 })).toContain("timeoutInMillis: 120000");
    expect(() => template("function-url", {}, { timeoutMs: 901_000 })).toThrow(
      expect.objectContaining({ code: "INVALID_LIMIT" }),
    );
    expect(() => template("http-api", {}, { memoryMb: 64 })).toThrow(
      expect.objectContaining({ code: "INVALID_LIMIT" }),
    );
  });
  test("units that would share a name are a coded error", () => {
    const units = [unit("http-api", { name: "a-b" }), unit("http-api", { name: "aB" })];
    expect(() => adapter.emit(units, { name: "app" })).toThrow(expect.objectContaining({ code: "UNIT_CLASH" }));
  });
  test("every shape has a template, and the folders are where the build writes", () => {
    for (const shape of httpShapes) {
      expect(template(shape)).toContain("CodeUri: http/");
      expect(adapter.file(unit(shape), { name: "app" })).toBe("http/index.mjs");
    }
  });
});

test("YAML: what could be read as something else is quoted", () => {
  expect(yaml({ a: "yes", b: "1.0", c: "x: y", d: "#", e: "", f: true, g: 1, h: "*~1*", i: "a b" })).toBe(
    'a: "yes"\nb: "1.0"\nc: "x: y"\nd: "#"\ne: ""\nf: true\ng: 1\nh: "*~1*"\ni: "a b"\n',
  );
  expect(yaml({ list: [{ a: 1, b: [{ c: 2 }] }] })).toBe("list:\n  - a: 1\n    b:\n      - c: 2\n");
});
