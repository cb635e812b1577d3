import { S3Client } from "@aws-sdk/client-s3";

export const client: S3Client = new S3Client({});
