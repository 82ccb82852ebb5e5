/** A place for objects: a bucket, and what all keys begin with. */
export interface S3Address {
  readonly bucket: string;
  /** Ends with `/`, or is empty. */
  readonly prefix: string;
}

/** As it is written in configs and on command lines. */
export const s3AddressText = ({ bucket, prefix }: S3Address): string => `s3://${bucket}/${prefix}`;
