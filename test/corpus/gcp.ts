import { dirname } from "node:path";
import { base64, bytesOf, filesIn, jsonOf, type Payload, portable, textOf } from "./payload.ts";

interface Recorded {
  readonly method: string;
  readonly url?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Beside the recording, for bodies that are no text. */
  readonly bodyFile?: string;
}

const pushed = (headers: Readonly<Record<string, string>>, body: string | Uint8Array): unknown => ({
  method: "POST",
  url: "/",
  rawHeaders: Object.entries(headers).flat(),
  rawBody: typeof body === "string" ? new TextEncoder().encode(body) : body,
});

/** Requests as they were recorded. */
function requests(): Payload[] {
  return filesIn("gcp", "http.json")
    .concat(filesIn("gcp/pubsub", "metadata.http.json"), "gcp/scheduler/http-recorded-headers.json")
    .filter((file, at, all) => all.indexOf(file) === at)
    .map((file) => {
      const { headers, body, bodyFile } = jsonOf<Recorded>(file);
      const bytes = bodyFile
        ? bytesOf(`${dirname(file)}/${bodyFile}`)
        : new TextEncoder().encode(typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body));
      const native = pushed(headers, bytes);
      // Attributes are percent-encoded in headers.
      const own = headers["ce-id"] && decodeURIComponent(headers["ce-id"]);
      const id = own ?? headers["x-goog-pubsub-message-id"] ?? headers["x-cloudtasks-taskname"];
      const data = /protobuf/.test(headers["content-type"] ?? "") ? bytes : portable(bytes);
      const event = { ...(id && { id }), data };
      if (file.includes("/storage/")) {
        const { bucket, name } = body as { bucket: string; name: string };
        return { name: file, native, claimed: ["cloud-storage"], events: [{ ...event, data: { bucket, key: name } }] };
      }
      if (headers["x-cloudscheduler"])
        return { name: file, native, claimed: ["scheduler"], events: [{ data: undefined }] };
      const shape = headers["ce-id"] ? "eventarc" : headers["x-cloudtasks-taskname"] ? "cloud-tasks" : "pubsub";
      return { name: file, native, claimed: [shape], events: [event] };
    });
}

/** Pushes of which the body alone was kept. */
const wrapped = (): Payload[] =>
  filesIn("gcp/pubsub")
    .filter((file) => file.includes("push-wrapped"))
    .map((file) => {
      const { message } = jsonOf<{ message: { messageId: string; data?: string } }>(file);
      const data = portable(message.data === undefined ? undefined : base64(message.data));
      const native = pushed({ "content-type": "application/json" }, textOf(file));
      return { name: file, native, claimed: ["pubsub"], events: [{ id: message.messageId, data }] };
    });

/** Google's published events: whole in structured mode, and bare data, here in binary mode. */
function published(): Payload[] {
  const structured = filesIn("gcp/google-cloudevents/examples/structured").map((file): Payload => {
    const { id, data } = jsonOf<{ id: string; data: unknown }>(file);
    const native = pushed({ "content-type": "application/cloudevents+json; charset=utf-8" }, textOf(file));
    return { name: file, native, claimed: ["eventarc"], events: [{ id, data }] };
  });
  const bare = [...filesIn("gcp/google-cloudevents/examples/binary"), ...filesIn("gcp/google-cloudevents/testdata")];
  return structured.concat(
    bare.map((file) => {
      const data = jsonOf<{ bucket: string; name: string }>(file);
      const stored = file.includes("StorageObjectData");
      const headers = {
        "ce-specversion": "1.0",
        "ce-id": "1",
        "ce-source": "//example.googleapis.com/projects/p",
        "ce-type": stored ? "google.cloud.storage.object.v1.finalized" : "google.example.v1.happened",
        "content-type": "application/json",
      };
      const native = pushed(headers, textOf(file));
      return stored
        ? {
            name: file,
            native,
            claimed: ["cloud-storage"],
            events: [{ data: { bucket: data.bucket, key: data.name } }],
          }
        : { name: file, native, claimed: ["eventarc"], events: [{ id: "1", data }] };
    }),
  );
}

/** Every attempt that Cloud Tasks was seen to make; those of App Engine are no trigger of ours. */
function dispatched(): Payload[] {
  type Target = { name: string; requestType: string; attempts: { headers: Record<string, string> }[] };
  return filesIn("gcp/cloud-tasks")
    .filter((file) => file.endsWith("golden-dispatch.json"))
    .flatMap((file) => jsonOf<Target[]>(file))
    .flatMap(({ name, requestType, attempts }) => {
      const appEngine = requestType.startsWith("appengine");
      return attempts.map(({ headers }, at) => ({
        name: `${name}, attempt ${at}`,
        native: pushed(headers, ""),
        // A request without a word of its sender's that we know is a call of a task like any other.
        claimed: appEngine ? ["task"] : ["cloud-tasks"],
        ...(!appEngine && { events: [{ data: undefined }] }),
      }));
    });
}

/** Shapes of productive deliveries: second generation in binary mode, the first is no trigger of ours. */
function shapes(): Payload[] {
  return filesIn("gcp/recorded-shapes")
    .filter((file) => /gen[12]/.test(file))
    .map((file) => {
      const { data, ...attributes } = jsonOf<Record<string, unknown>>(file);
      if (!attributes.specversion) return { name: file, native: { data, ...attributes }, claimed: [] };
      const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, `${value}`]));
      const native = pushed({ ...headers, "content-type": "application/json" }, data ? JSON.stringify(data) : "");
      const { bucket, name } = (data ?? {}) as { bucket?: string; name?: string };
      return bucket
        ? {
            name: file,
            native,
            claimed: ["cloud-storage"],
            events: [{ id: `${attributes.id}`, data: { bucket, key: name } }],
          }
        : { name: file, native, claimed: ["eventarc"], events: [{ id: `${attributes.id}`, data }] };
    });
}

export const gcp = (): Payload[] => [...requests(), ...wrapped(), ...published(), ...dispatched(), ...shapes()];
