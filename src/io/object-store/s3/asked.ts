/** What was asked for, as far as a fault is told by it. */
export interface Asked {
  readonly method: 'PUT' | 'HEAD' | 'GET' | 'DELETE' | 'POST';
  readonly bucket: string;
  /** Absent: of the bucket. */
  readonly key?: string;
  readonly host: string;
  readonly region: string | undefined;
  /** Whether it is a multipart upload or a part of one. */
  readonly isUpload?: boolean;
}
