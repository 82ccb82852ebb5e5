/** What a request is, for counting and for going wrong. */
export type RequestKind =
  | 'put'
  | 'copy'
  | 'head'
  | 'get'
  | 'delete'
  | 'list'
  | 'head-bucket'
  | 'create-upload'
  | 'put-part'
  | 'complete-upload'
  | 'abort-upload'
  | 'other';

export type ServerFault =
  /** None: the one after it is meant. */
  | { readonly kind: 'usual' }
  /** Refused; nothing is done. `body`: something that is no error of S3. `early`: before the body of the request was read. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly extra?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly isEarly?: boolean;
    }
  /** 200, blanks, and an error behind them; done all the same where it says so. */
  | { readonly kind: 'error in 200'; readonly code?: string; readonly isDone?: boolean }
  /** 200 with nothing in it. */
  | { readonly kind: 'empty 200' }
  /** Done, and the connection is reset before the answer. */
  | { readonly kind: 'lost answer' }
  /** Not done; reset before the answer. */
  | { readonly kind: 'reset' }
  /** Half the body of the answer. */
  | { readonly kind: 'truncate' | 'stall in the body' }
  /** The same, and then a reset, by then: what is not read when it comes makes an end of the connection of it. */
  | { readonly kind: 'reset in the body'; readonly after: Promise<unknown> }
  /** One bit of the body of the answer. */
  | { readonly kind: 'flip' }
  | { readonly kind: 'stall' }
  /** Reads nothing of the request. */
  | { readonly kind: 'deaf' }
  /** Keeps one bit otherwise; says so by its checksum, or says what it was told. */
  | { readonly kind: 'keep other bytes'; readonly isHonest: boolean };

export const slowDown: ServerFault = {
  kind: 'answer',
  status: 503,
  code: 'SlowDown',
  message: 'Please reduce your request rate.',
};

export const conflict: ServerFault = {
  kind: 'answer',
  status: 409,
  code: 'ConditionalRequestConflict',
  message: 'The conditional request cannot succeed due to a conflicting operation against this resource.',
};

export const denied: ServerFault = {
  kind: 'answer',
  status: 403,
  code: 'AccessDenied',
  message: 'Access Denied',
};

/** What this store is like: each a thing that some store in the field does. */
export interface Habits {
  /** What `If-None-Match` comes to where there is such an object. */
  conditional: '412' | '304' | 'ignored' | '501';
  conditionalCompletion: boolean;
  checksums: 'kept' | 'ignored' | '501';
  /** Bodies of aws-chunked with trailers. */
  trailers: 'read' | '501';
  etag: 'md5' | 'opaque' | 'empty';
  /** HEAD and GET of what is absent answer 403 where it may not be listed. */
  mayList: boolean;
  /** All parts but the last must have one length. */
  equalParts: boolean;
  /** An upload that is completed or aborted is "already in progress" for ever, 500, where it is to be completed: so says Ceph. */
  saysGone: boolean;
  /** Bodies are counted and thrown away. */
  keepsBytes: boolean;
  /** Milliseconds that its clock is ahead of ours. */
  clock: number;
  region: string;
  /** Where the bucket is. */
  bucketRegion: string | undefined;
  /** Least length of a part but the last. */
  leastPart: number;
}

export const usual = (): Habits => ({
  conditional: '412',
  conditionalCompletion: true,
  checksums: 'kept',
  trailers: 'read',
  etag: 'md5',
  mayList: true,
  equalParts: false,
  saysGone: true,
  keepsBytes: true,
  clock: 0,
  region: 'us-east-1',
  bucketRegion: undefined,
  leastPart: 5 * 1024 * 1024,
});
