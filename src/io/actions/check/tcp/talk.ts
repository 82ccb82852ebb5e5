import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import { codeOf } from '../../../code-of.js';
import { CheckFailure } from '../net/check-failure.js';
import { outOfTime } from '../net/or-aborted.js';
import { handshakeWords } from '../net/tls-words.js';

/** Bytes that are listened to: whoever says more without saying it has said something else. */
const MOST = 64 * 1024;

export type Heard = 'enough' | 'quiet' | 'ended' | 'full';

/** A talk over a connected socket, of which nothing has been read. Only one `hear` at a time. */
export class Talk {
  readonly #decoder = new StringDecoder('utf8');
  #text = '';
  #bytes = 0;

  constructor(
    private readonly socket: Socket,
    private readonly deadline: AbortSignal,
  ) {}

  /** What was said since the last `say`. */
  get text(): string {
    return this.#text;
  }

  say(text: string): void {
    this.#text = '';
    this.socket.write(text);
  }

  /**
   * Listens until what was said is enough, the other end is through or has said too much, or was quiet for so many
   * milliseconds after its last word. Rejects with a CheckFailure: `timeout`, `reset`.
   */
  hear(isEnough: (text: string) => boolean, quiet = Infinity): Promise<Heard> {
    const { socket, deadline } = this;
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const settle = (end: () => void): void => {
        clearTimeout(timer);
        deadline.removeEventListener('abort', onAbort);
        socket.off('data', onData).off('end', onEnd).off('close', onEnd).off('error', onError);
        socket.pause();
        end();
      };
      const onData = (bytes: Buffer): void => {
        this.#bytes += bytes.length;
        this.#text += this.#decoder.write(bytes);
        clearTimeout(timer);
        if (isEnough(this.#text)) settle(() => resolve('enough'));
        else if (this.#bytes > MOST) settle(() => resolve('full'));
        else if (quiet < Infinity) timer = setTimeout(() => settle(() => resolve('quiet')), quiet);
      };
      const onEnd = (): void => settle(() => resolve('ended'));
      const onError = (error: unknown): void => {
        settle(() => reject(lost(error)));
      };
      // What has been said by then may be something else than was wanted, which says more than that it was too late.
      const onAbort = (): void => settle(() => (this.#text === '' ? reject(outOfTime()) : resolve('quiet')));
      deadline.addEventListener('abort', onAbort);
      socket.on('data', onData).on('end', onEnd).on('close', onEnd).on('error', onError);
      if (deadline.aborted) onAbort();
      else if (socket.destroyed || socket.readableEnded) onEnd();
      else socket.resume();
    });
  }
}

/** A certificate of ours that is missing is said after the handshake, by TLS 1.3. */
const lost = (error: unknown): CheckFailure =>
  codeOf(error).startsWith('ERR_SSL')
    ? new CheckFailure('tls', handshakeWords(error), 'tls')
    : new CheckFailure('reset', `the connection was lost (${codeOf(error) || 'unknown'})`);
