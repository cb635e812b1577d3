import { work } from "../work.ts";

interface LambdaRecord {
  readonly messageId?: string;
  readonly body?: string;
  readonly kinesis?: { readonly data: string; readonly sequenceNumber: string };
}

const handle = async ({ body, kinesis }: LambdaRecord): Promise<void> =>
  work(JSON.parse(body ?? Buffer.from(kinesis?.data ?? "", "base64").toString()));

/** A sequential loop with partial failure, as AWS's documentation writes it. */
export const handler = async ({ Records }: { Records: LambdaRecord[] }): Promise<object> => {
  const batchItemFailures: object[] = [];
  for (const record of Records)
    try {
      await handle(record);
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId ?? record.kinesis?.sequenceNumber });
    }
  return { batchItemFailures };
};
