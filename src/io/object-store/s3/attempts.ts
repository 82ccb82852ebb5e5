import { S3Client } from '@aws-sdk/client-s3';
import type { Call } from '../object-store.js';
import { ObjectStoreFault } from '../object-store-fault.js';
import type { ObjectStoreSettings } from '../object-store-settings.js';
import type { Asked } from './asked.js';
import { Course } from './course.js';
import { credentialChain } from './credentials.js';
import { type EndedBy, faultOf } from './fault-of.js';
import { quickSend } from './quick-send.js';
import { QuickSha256 } from './quick-sha256.js';
import { RequestHandler } from './request-handler.js';
import type { SendOptions } from './send-options.js';
import { withoutNodeWarning } from './without-node-warning.js';

/** An attempt under way. */
export interface Attempted<T> {
  readonly output: T;
  readonly course: Course;
  readonly asked: Asked;
  readonly faultOf: (error: unknown) => ObjectStoreFault;
  /** Its deadline is off. */
  readonly release: () => void;
}

/**
 * One attempt for each request: a client of the SDK that tries nothing again, and is made anew where its credentials are of no
 * use.
 */
export class Attempts {
  readonly #settings: ObjectStoreSettings;
  readonly #handler: RequestHandler;
  #client: S3Client | undefined;

  constructor(settings: ObjectStoreSettings) {
    this.#settings = settings;
    this.#handler = new RequestHandler({ ca: settings.ca });
  }

  async run<T>(
    asked: Omit<Asked, 'bucket' | 'host' | 'region'> & { readonly isDownload?: boolean },
    call: Call,
    send: (client: S3Client, options: SendOptions) => Promise<T>,
  ): Promise<Attempted<T>> {
    const { bucket, version = 'dev' } = this.#settings;
    const { isDownload = false, ...what } = asked;
    const mark = call.mark === undefined ? '' : ` ${call.mark}`;
    const course = new Course({
      isDownload,
      userAgent: `tidemark/${version}${mark}`,
      isFresh: call.connection === 'new',
      begun: call.begun,
    });
    const ended = new AbortController();
    let endedBy: EndedBy | undefined;
    const end = (by: EndedBy) => () => {
      endedBy ??= by;
      release();
      ended.abort();
      course.incoming?.destroy();
    };
    const timer = setTimeout(end('deadline'), call.deadline);
    const abort = end('signal');
    call.signal?.addEventListener('abort', abort);
    const release = () => {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', abort);
    };
    if (call.signal?.aborted === true) abort();
    const client = this.#clientFor(call.endpoint);
    const known = { ...what, bucket, host: this.#host(call.endpoint), region: this.#settings.region };
    const words = (error: unknown) =>
      faultOf(error, { course, asked: known, endedBy, deadline: call.deadline });
    try {
      if (ended.signal.aborted) throw new Error('ended');
      const sent = send(client, { abortSignal: ended.signal, course });
      const output = await orEnded(sent, ended.signal);
      refuseForeign(course, known);
      if (!isDownload) release();
      return { output, course, asked: known, faultOf: words, release };
    } catch (error) {
      release();
      const fault = words(error);
      if (fault.class === 'expired' || fault.class === 'credentials') this.#forget(client);
      throw fault;
    } finally {
      if (client !== this.#client) client.destroy();
    }
  }

  close(): void {
    this.#client?.destroy();
    this.#handler.destroy();
  }

  /** The next attempt looks for credentials anew; those that others are using meanwhile go on. */
  #forget(client: S3Client): void {
    if (this.#client === client) this.#client = undefined;
  }

  #clientFor(endpoint: string | undefined): S3Client {
    if (endpoint !== undefined) return this.#make(endpoint);
    this.#client ??= this.#make(this.#settings.endpoint);
    return this.#client;
  }

  #host(endpoint = this.#settings.endpoint): string {
    return endpoint === undefined ? 'AWS' : new URL(endpoint).host;
  }

  #make(endpoint: string | undefined): S3Client {
    const { profile, pathStyle = this.#settings.endpoint !== undefined } = this.#settings;
    // A store that is not AWS's mostly has no regions, and a signature needs one.
    const region = this.#settings.region ?? (this.#settings.endpoint === undefined ? undefined : 'us-east-1');
    const client = withoutNodeWarning(
      () =>
        new S3Client({
          ...(endpoint !== undefined && { endpoint }),
          ...(region !== undefined && { region }),
          ...(profile !== undefined && { profile }),
          forcePathStyle: pathStyle,
          credentials: credentialChain(profile),
          maxAttempts: 1,
          // Sums are ours: of what is really sent, and held against what really came.
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
          followRegionRedirects: false,
          requestHandler: this.#handler,
          sha256: QuickSha256,
        }),
    );
    return Object.assign(client, { send: quickSend(client, this.#handler) });
  }
}

/** A page that answers whatever is asked with 200 has done nothing. Of what is read the type may be anything. */
const refuseForeign = (course: Course, { method, host, bucket, key }: Asked): void => {
  const { headers = {}, status } = course.answer ?? {};
  if (method === 'HEAD' || method === 'GET' || !/\/(?:html|json)\b/.test(headers['content-type'] ?? ''))
    return;
  if (Object.keys(headers).some((name) => name.startsWith('x-amz-'))) return;
  throw new ObjectStoreFault(
    'not-s3',
    `${method} s3://${bucket}/${key}: ${host} answered ${status} with ${headers['content-type']}, as no S3 does: is the endpoint that of the store's API?`,
    { attempt: course.attempt(), phase: course.phase },
  );
};

/** What is waited for, or a rejection at the end; the thing itself goes on, and may reject with nobody listening. */
const orEnded = <T>(wanted: Promise<T>, ended: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(new Error('ended'));
    if (ended.aborted) abort();
    ended.addEventListener('abort', abort, { once: true });
    wanted.then(resolve, reject);
  });
