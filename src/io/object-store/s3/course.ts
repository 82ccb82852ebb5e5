import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import type { Attempt, AttemptPhase, AttemptTimings } from '../attempt.js';

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of what is no download, when it has come. */
  body?: Buffer;
}

/** How far one attempt has come, and what has been seen on its way. Times are monotonic. */
export class Course {
  /** The answer's body is handed over as it comes. */
  readonly isDownload: boolean;
  /** For the log of the store. */
  readonly userAgent: string;
  /** It has a connection of its own. */
  readonly isFresh: boolean;
  answer: Answer | undefined;
  /** The body of a download. */
  incoming: IncomingMessage | undefined;
  /** Its bytes, where they are read as they come, before anybody wants them. */
  ahead: Readable | undefined;
  /** What the socket has said, also where something else was noticed first. */
  socketError: Error | undefined;
  address: string | undefined;

  readonly #begun: (() => void) | undefined;
  #phase: AttemptPhase = 'credentials';
  readonly #times: { dns?: number; connect?: number; tls?: number } = {};
  #connection: 'new' | 'reused' | undefined;
  #began = 0;
  #since = 0;
  #ready = 0;
  #firstByte: number | undefined;
  #total: number | undefined;

  constructor(options: {
    readonly isDownload: boolean;
    readonly userAgent: string;
    readonly isFresh?: boolean;
    readonly begun?: (() => void) | undefined;
  }) {
    this.isDownload = options.isDownload;
    this.userAgent = options.userAgent;
    this.isFresh = options.isFresh ?? false;
    this.#begun = options.begun;
  }

  /** Somebody looks at its times. */
  get isMeasured(): boolean {
    return this.#begun !== undefined;
  }

  get phase(): AttemptPhase {
    return this.#phase;
  }

  get isReused(): boolean {
    return this.#connection === 'reused';
  }

  /** The request is signed and goes on its way. */
  begin(): void {
    this.#begun?.();
    this.#began = performance.now();
    this.#since = this.#began;
    this.#phase = 'connect';
  }

  reused(): void {
    this.#connection = 'reused';
    Object.assign(this.#times, { dns: 0, connect: 0, tls: 0 });
    this.connected();
  }

  /** A connection is made, beginning with a look-up where there is a name. */
  connecting(phase: 'dns' | 'connect'): void {
    this.#connection = 'new';
    this.#phase = phase;
    this.#since = performance.now();
    if (phase === 'connect') this.#times.dns = 0;
  }

  /** One of them is over, and another begins. */
  passed(phase: 'dns' | 'connect' | 'tls', next: 'connect' | 'tls' | 'send'): void {
    const now = performance.now();
    this.#times[phase] = now - this.#since;
    this.#since = now;
    if (next === 'send') {
      this.#times.tls ??= 0;
      this.connected();
    } else this.#phase = next;
  }

  private connected(): void {
    this.#ready = performance.now();
    this.#phase = 'send';
  }

  sent(): void {
    if (this.#phase === 'send') this.#phase = 'wait';
  }

  answered(): void {
    this.#firstByte = performance.now() - this.#ready;
    this.#phase = 'receive';
  }

  ended(): void {
    this.#total ??= performance.now() - this.#began;
  }

  attempt(): Attempt {
    const { headers = {}, status } = this.answer ?? {};
    const requestId = textOf(headers['x-amz-request-id']);
    const hostId = textOf(headers['x-amz-id-2']);
    const timings: AttemptTimings = {
      ...this.#times,
      ...(this.#firstByte !== undefined && { firstByte: this.#firstByte }),
      ...(this.#total !== undefined && { total: this.#total }),
    };
    return {
      timings,
      ...(this.#connection !== undefined && { connection: this.#connection }),
      ...(this.address !== undefined && { address: this.address }),
      ...(status !== undefined && { status }),
      ...(requestId !== undefined && { requestId }),
      ...(hostId !== undefined && { hostId }),
    };
  }
}

const textOf = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0];
