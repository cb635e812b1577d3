import type { Codec, Incoming } from "unmoor/adapter";
import { incoming, nameOf, propertiesOf } from "./message.ts";
import { claimsRecords, type Records, reader } from "./records.ts";
import { type EventOptions, whole } from "./settle.ts";

/** A notification, as SNS hands it over and as it writes it into a queue. */
export interface Notification {
  readonly Type: "Notification";
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Subject?: string | null;
  readonly Timestamp?: string;
  readonly SequenceNumber?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value?: string }>>;
}

export type SnsEvent = Records<{ readonly EventSource: "aws:sns"; readonly Sns: Notification }>;

/** Whether a value is a notification. */
export const isNotification = (value: unknown): value is Notification => {
  const { Type, ...it } = (value ?? {}) as Partial<Notification>;
  return Type === "Notification" && [it.MessageId, it.TopicArn, it.Message].every((one) => typeof one === "string");
};

/** A notification as an event of its topic. */
export const notified = (
  { MessageId, TopicArn, Message, ...it }: Notification,
  rest: Omit<Incoming, "event">,
  xray?: string,
): Incoming =>
  incoming(
    {
      id: MessageId,
      source: TopicArn,
      type: "dev.unmoor.topic",
      subject: it.Subject,
      time: it.Timestamp,
      sequence: it.SequenceNumber,
    },
    Message,
    propertiesOf(it.MessageAttributes, "Value", xray),
    { ...rest, channel: nameOf(TopicArn) },
  );

/** SNS. Lambda retries a notification by its asynchronous policy, as a whole. */
export function sns(options: EventOptions = {}): Codec<"events", SnsEvent, undefined> {
  return {
    name: "sns",
    kind: "events",
    claims: (native): native is SnsEvent =>
      claimsRecords<SnsEvent["Records"][number]>(native, "aws:sns", ({ Sns }) => isNotification(Sns)),
    decode: reader(({ Records }) => Records.map(({ Sns }) => notified(Sns, {}))),
    encode: (settled) => whole(settled, options),
  };
}
