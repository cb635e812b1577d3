import type { DeployDocument, Facts, Unit } from "unmoor/adapter";
import { members, seconds } from "./data.ts";

/** A host.json; a number as its version is a mistake that the host forgives. */
export const isHost = ({ file, data }: DeployDocument): boolean => {
  const { version, extensions, extensionBundle, logging } = members(data);
  return (
    /(^|\/)host\.json$/.test(file) ||
    (String(version) === "2.0" && [extensions, extensionBundle, logging].some(Boolean))
  );
};

/**
 * What host.json says of the functions of a shape, its defaults where it is silent.
 *
 * @see https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
export function hostFacts({ file, data }: DeployDocument, { shape, trigger }: Unit): Facts {
  const { extensions, functionTimeout } = members(data);
  const { http, serviceBus, queues, eventHubs } = members(extensions);
  const at = (key: string): string => `${file}: extensions.${key}`;
  // Five minutes is what the Consumption plan gives; others more.
  const timeout = { value: seconds(functionTimeout ?? "00:05:00"), at: `${file}: functionTimeout` };
  if (trigger === "http" || trigger === "task")
    return { timeout, prefix: { value: members(http).routePrefix ?? "api", at: at("http.routePrefix") } };
  if (shape.startsWith("service-bus")) {
    const { autoCompleteMessages = true, maxAutoLockRenewalDuration = "00:05:00" } = members(serviceBus);
    return {
      timeout,
      settling: { value: autoCompleteMessages, at: at("serviceBus.autoCompleteMessages") },
      renewal: { value: seconds(maxAutoLockRenewalDuration), at: at("serviceBus.maxAutoLockRenewalDuration") },
    };
  }
  if (shape === "storage-queue") {
    const { maxDequeueCount = 5, visibilityTimeout = "00:00:00", messageEncoding = "base64" } = members(queues);
    return {
      timeout,
      attempts: { value: maxDequeueCount, at: at("queues.maxDequeueCount") },
      visibility: { value: seconds(visibilityTimeout), at: at("queues.visibilityTimeout") },
      payload: { value: messageEncoding, at: at("queues.messageEncoding") },
    };
  }
  if (shape !== "event-hubs") return { timeout };
  const { maxEventBatchSize = 100, initialOffsetOptions } = members(eventHubs);
  return {
    timeout,
    batch: { value: maxEventBatchSize, at: at("eventHubs.maxEventBatchSize") },
    from: { value: members(initialOffsetOptions).type ?? "fromStart", at: at("eventHubs.initialOffsetOptions.type") },
  };
}
