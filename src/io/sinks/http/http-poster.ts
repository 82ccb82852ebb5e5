import type { Agent } from 'undici';
import type { TidemarkError } from '../../../operators/tidemark-error.js';
import type { Clock } from '../../clock.js';
import { stoppedWriting } from '../stopped-writing.js';
import type { HttpContent } from './body-template.js';
import { unanswered } from './http-failure.js';
import { within } from './within.js';

export interface HttpAnswer {
  readonly status: number;
  /** The beginning of its body, without what nobody may read. */
  readonly text: string;
  /** Its headers Retry-After and Date. */
  readonly retryAfter: string | undefined;
  readonly date: string | undefined;
}

export interface HttpPosterOptions {
  readonly destination: string;
  readonly url: URL;
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  /** Texts that are kept out of answers: servers like to quote what they were sent. */
  readonly secrets: readonly string[];
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  readonly clock: Clock;
  /** What an answer means; undefined: all is well. */
  judge(answer: HttpAnswer): TidemarkError | undefined;
  /** Told of every answer. */
  readonly onAnswer?: (answer: HttpAnswer) => void;
}

export interface HttpPoster {
  /** Sends a content under the id of its delivery. Rejects with what the answer means, or says that there was none. */
  post(id: string, content: HttpContent, stop: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Bytes of an answer that are read so that its connection can be used again; a longer answer costs the connection. */
const READ_BYTES = 64 * 1024;

/** Sends requests one by one to one place, each within its limit. */
export const httpPoster = (options: HttpPosterOptions): HttpPoster => {
  const { destination, url, method, headers, secrets, timeout, clock, judge, onAnswer } = options;
  let agent: Agent | undefined;

  const send = async (id: string, content: HttpContent, signal: AbortSignal, stop: AbortSignal) => {
    // Loaded with the first delivery: it is large, and many configs are only looked at.
    const client = await import('./client.js');
    // One limit for all of it: those of the agent are off, or as long. Deliveries come one by one: one connection.
    agent ??= new client.Agent({ connections: 1, headersTimeout: 0, bodyTimeout: 0, connect: { timeout } });
    const { type, text, path } = content;
    const answer = await client
      .request(path === undefined ? url : new URL(path, url), {
        method,
        headers: { 'content-type': type, 'user-agent': 'tidemark', ...headers, 'idempotency-key': id },
        body: text,
        dispatcher: agent,
        signal,
      })
      .catch((error: unknown) => {
        if (stop.aborted) throw stoppedWriting(destination);
        throw unanswered(destination, error, signal.aborted ? timeout : undefined);
      });
    const said: HttpAnswer = {
      status: answer.statusCode,
      text: without(secrets, await beginningOf(answer.body)),
      retryAfter: one(answer.headers['retry-after']),
      date: one(answer.headers.date),
    };
    onAnswer?.(said);
    const failure = judge(said);
    if (failure !== undefined) throw failure;
  };

  return {
    post: (id, content, stop) => within(clock, timeout, stop, (signal) => send(id, content, signal, stop)),
    close: async () => {
      const open = agent;
      agent = undefined;
      await open?.destroy();
    },
  };
};

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/** The status decides: whatever happens to the rest of the answer, the rows have arrived or were refused. */
const beginningOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      parts.push(part);
      size += part.length;
      if (size > READ_BYTES) break;
    }
  } catch {
    // Broken off by the other side or by the limit of time.
  }
  return Buffer.concat(parts).toString();
};

const without = (secrets: readonly string[], text: string): string =>
  secrets.reduce((shown, secret) => shown.replaceAll(secret, '[redacted]'), text);
