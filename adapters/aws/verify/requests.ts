import type { DeployedRoute, DeployedTrigger } from "unmoor/adapter";
import { block, known, list, members, mentions, type Resource, target } from "./resource.ts";

const EVERYTHING: DeployedRoute = { methods: ["*"], pattern: "^/" };

/** All that lets requests reach a function: one trigger a shape, with the routes of all its resources. */
export function requestTriggers(fn: Resource, all: readonly Resource[]): DeployedTrigger[] {
  const triggers = new Map<string, DeployedTrigger>();
  for (const resource of all)
    for (const trigger of read(resource, fn, all)) {
      const key = trigger.shapes.join();
      const { routes = [], ...first } = triggers.get(key) ?? trigger;
      triggers.set(key, { ...first, routes: triggers.has(key) ? [...routes, ...(trigger.routes ?? [])] : routes });
    }
  return [...triggers.values()];
}

function read(resource: Resource, fn: Resource, all: readonly Resource[]): DeployedTrigger[] {
  const { type, properties, where } = resource;
  const payload = (value: unknown, at: string) => ({ payload: { value: known(value), at } });
  switch (type) {
    case "unmoor:Route": {
      const { Shape, Path, Method, Function: called, PayloadFormatVersion } = properties;
      if (!mentions(called, fn)) return [];
      const facts = Shape === "http-api" ? payload(PayloadFormatVersion ?? "2.0", where("PayloadFormatVersion")) : {};
      return [{ shapes: [String(Shape)], at: where(), facts, routes: [routeOf(Method, Path)] }];
    }
    case "AWS::Lambda::Url": {
      const { TargetFunctionArn, AuthType, InvokeMode = "BUFFERED" } = properties;
      if (target(TargetFunctionArn, all)?.id !== fn.id) return [];
      const streamed = { value: known(InvokeMode) && InvokeMode === "RESPONSE_STREAM", at: where("InvokeMode") };
      // Both shapes carry a URL; the mode is a fact of its own, so that its difference has a name.
      const facts = { access: { value: known(AuthType), at: where("AuthType") }, streaming: streamed };
      return [{ shapes: ["function-url", "function-url-stream"], at: where(), facts, routes: [EVERYTHING] }];
    }
    case "AWS::ApiGatewayV2::Integration": {
      if (!mentions(properties.IntegrationUri, fn)) return [];
      const routes = all
        .filter((each) => each.type === "AWS::ApiGatewayV2::Route" && mentions(each.properties.Target, resource))
        .map(({ properties: { RouteKey } }) => {
          const [method = "", path] = String(RouteKey).split(" ");
          return routeOf(method, path);
        });
      const facts = payload(properties.PayloadFormatVersion ?? "1.0", where("PayloadFormatVersion"));
      return [{ shapes: ["http-api"], at: where(), facts, routes }];
    }
    case "AWS::ApiGatewayV2::Api":
      return mentions(properties.Target, fn)
        ? [{ shapes: ["http-api"], at: where(), facts: payload("2.0", where()), routes: [EVERYTHING] }]
        : [];
    case "AWS::ApiGateway::Method": {
      const { Integration, HttpMethod, ResourceId } = properties;
      const { Uri, ResponseTransferMode } = members(Integration);
      if (!mentions(Uri, fn)) return [];
      const shape =
        ResponseTransferMode === "STREAM" || String(Uri).includes("response-streaming") ? "rest-stream" : "rest";
      return [{ shapes: [shape], at: where(), facts: {}, routes: [routeOf(HttpMethod, pathOf(ResourceId, all))] }];
    }
    case "AWS::ElasticLoadBalancingV2::TargetGroup":
      return group(resource, fn, all);
    default:
      return [];
  }
}

/** A target group; its listener's rules say which paths. */
function group(resource: Resource, fn: Resource, all: readonly Resource[]): DeployedTrigger[] {
  const { properties, where } = resource;
  const attached = all.some(
    ({ type, properties: own }) =>
      type === "unmoor:Attachment" && mentions(own.TargetGroupArn, resource) && mentions(own.TargetId, fn),
  );
  if (!attached && !mentions(properties.Targets, fn)) return [];
  const multi =
    String(properties.LambdaMultiValueHeadersEnabled) === "true" ||
    list(properties.TargetGroupAttributes)
      .map(members)
      .some(({ Key, Value }) => Key === "lambda.multi_value_headers.enabled" && String(Value) === "true");
  const routes = all
    .filter(
      ({ type, properties: { Actions, Action } }) =>
        type === "AWS::ElasticLoadBalancingV2::ListenerRule" && mentions(Actions ?? Action, resource),
    )
    .flatMap(({ properties: { Conditions, Condition } }) => {
      const paths = list(Conditions ?? Condition)
        .map(members)
        .flatMap((each) =>
          list(
            block(each.PathPatternConfig ?? each.PathPattern).Values ??
              (each.Field === "path-pattern" ? each.Values : undefined),
          ),
        );
      return paths.map((path) => ({
        methods: ["*"],
        pattern: `^${literal(String(path)).replaceAll("\\*", ".*").replaceAll("\\?", ".")}$`,
      }));
    });
  // Without a rule in the file the listener's own, which is elsewhere, decides.
  return [
    { shapes: [multi ? "alb" : "alb-single"], at: where(), facts: {}, routes: routes[0] ? routes : [EVERYTHING] },
  ];
}

/** The path of a REST resource, from its root on. */
function pathOf(id: unknown, all: readonly Resource[]): string {
  const found = target(id, all);
  if (found?.type !== "AWS::ApiGateway::Resource") return "/";
  const { ParentId, PathPart } = found.properties;
  return `${pathOf(ParentId, all).replace(/\/$/, "")}/${PathPart}`;
}

/** A method and a path of API Gateway: `{name}`, `{name+}`, `$default`. */
function routeOf(method: unknown, path: unknown): DeployedRoute {
  const name = String(method ?? "ANY").toUpperCase();
  const all = name === "ANY" || name === "X-AMAZON-APIGATEWAY-ANY-METHOD" || name === "$DEFAULT";
  if (name === "$DEFAULT" || path === undefined || path === "$default") return EVERYTHING;
  const pattern = String(path)
    .split(/(\{[^}]+\})/)
    .map((part) => (/^\{.*\+\}$/.test(part) ? ".+" : part.startsWith("{") ? "[^/]+" : literal(part)))
    .join("");
  return { methods: all ? ["*"] : [name], pattern: `^${pattern}$` };
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
