import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, errors } from 'undici';

export interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Milliseconds after which an answer counts as never given. */
const PATIENCE = 10 * 60_000;

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One connection to a service that may die at any time; made again when it is. */
export class Connection {
  #client: Client | undefined;
  #url = '';

  /** `url`: where the service is, when it is ready. `onSilence` is told of requests that are never answered. */
  constructor(
    private readonly url: () => Promise<string>,
    private readonly onSilence: (what: string) => void = () => undefined,
  ) {}

  /** The answer; undefined where the connection died: nobody knows then what became of it. */
  async ask({ method, path, headers = {}, body }: Asked): Promise<Answer | undefined> {
    try {
      const client = await this.#connected();
      const response = await client.request({ method, path, headers, ...(body !== undefined && { body }) });
      return { status: response.statusCode, text: await response.body.text() };
    } catch (error) {
      if (error instanceof errors.HeadersTimeoutError || error instanceof errors.BodyTimeoutError) {
        this.onSilence(`${method} ${path} was not answered in ${PATIENCE} ms.`);
      }
      await this.close();
      // While it dies, not as fast as can be.
      await delay(5);
      return undefined;
    }
  }

  /** As `ask`, however many lives of the service it takes. */
  async askUntilAnswered(asked: Asked): Promise<Answer> {
    for (;;) {
      const answer = await this.ask(asked);
      if (answer !== undefined && answer.status !== 503) return answer;
      if (answer !== undefined) await delay(20);
    }
  }

  /** Sends a part of a request, and goes away. */
  async sendPart(
    { method, path, headers = {}, body = Buffer.alloc(0) }: Asked,
    bytes: number,
  ): Promise<void> {
    const { hostname, port } = new URL(await this.url());
    const head = [
      `${method} ${path} HTTP/1.1`,
      `host: ${hostname}:${port}`,
      `content-length: ${body.length}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(`${head.join('\r\n')}\r\n\r\n`);
        socket.write(body.subarray(0, bytes), () => socket.destroy());
      });
      socket.on('error', () => undefined).on('close', () => resolve());
    });
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.destroy();
  }

  async #connected(): Promise<Client> {
    const url = await this.url();
    if (this.#client === undefined || this.#url !== url) {
      await this.close();
      this.#url = url;
      this.#client = new Client(url, { pipelining: 1, headersTimeout: PATIENCE, bodyTimeout: PATIENCE });
    }
    return this.#client;
  }
}
