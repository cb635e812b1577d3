import { type CloudEvent, encodeData, eventToJson } from "unmoor/adapter";

/**
 * What a sender puts into a message: the data of an event that is the carrier's own; any other as a CloudEvent, so that
 * it keeps its name.
 *
 * @param type of the carrier's own events
 */
export function messageOf(event: CloudEvent, type: string): { input: Buffer; contentType: string | undefined } {
  const { data, datacontenttype } = event;
  return event.type === type
    ? { input: Buffer.from(encodeData(data, datacontenttype)), contentType: datacontenttype }
    : { input: Buffer.from(JSON.stringify(eventToJson(event))), contentType: "application/cloudevents+json" };
}
