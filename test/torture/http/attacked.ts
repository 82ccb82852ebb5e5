import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { SIX } from '../../pipelines/flow-log/flow-server.js';
import { type Running, startTidemark } from '../../support/tidemark.js';

export interface Heard {
  /** The status, or how it failed. */
  readonly status: number | string;
  readonly text: string;
  readonly milliseconds: number;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly agent?: Agent | false;
}

/** What everybody else had of it while it was under attack. */
export interface Toll {
  /** Milliseconds that `/healthz` took. */
  readonly p50: number;
  readonly p99: number;
  /** The same with nothing else going on, before. */
  readonly idle: number;
  /** Milliseconds for which the server worked while a look waited, 99 of 100: what it takes on a machine that is quiet. */
  readonly work: number;
  /** Milliseconds for which the event loop of the server was held at once, at most, by what it worked meanwhile. */
  readonly stall: number;
  /** Of the looks at `/healthz`, those that were not answered with 200. */
  readonly failed: number;
  /** MiB of memory more than before, at most. */
  readonly grown: number;
}

interface Looked extends Pick<Toll, 'failed' | 'grown'> {
  readonly times: readonly number[];
  readonly works: readonly number[];
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const PATIENCE = 120_000;
/** How long it is looked at before an attack, in milliseconds. */
const IDLE = 2000;
const STALLS = new URL('stalls.mjs', import.meta.url).href;
const LOOKS = new URL('looks.mjs', import.meta.url);

/** A flow log that is running, and ways to ask and attack it. */
export class Attacked {
  readonly #sockets = new Set<Socket>();

  private constructor(
    readonly running: Running,
    readonly port: number,
    private readonly stalls: string,
  ) {}

  static async start(state: string): Promise<Attacked> {
    const stalls = `${state}.stalls`;
    const env = { NODE_OPTIONS: `--import ${STALLS}`, TIDEMARK_STALLS: stalls };
    const running = startTidemark(['flow-log', '--listen', '127.0.0.1:0', '--state', state], { env });
    await running.until(({ stderr }) => /: ready$/m.test(stderr));
    return new Attacked(running, Number(/http:\/\/[\d.]+:(\d+)/.exec(running.stderr)?.[1]), stalls);
  }

  ask(path: string, { method = 'GET', headers = {}, body, agent = false }: Asking = {}): Promise<Heard> {
    const begun = performance.now();
    return new Promise((resolve) => {
      const end = (status: number | string, text: string): void =>
        resolve({ status, text, milliseconds: performance.now() - begun });
      const asking = request(
        { port: this.port, host: '127.0.0.1', path, method, headers, agent },
        (answer) => {
          let text = '';
          answer.setEncoding('latin1').on('data', (more: string) => {
            if (text.length < 100_000) text += more;
          });
          answer
            .on('end', () => end(answer.statusCode ?? 0, text))
            .on('error', ({ message }) => end(message, text));
        },
      );
      asking.setTimeout(PATIENCE, () => asking.destroy(new Error('no answer')));
      asking.on('error', ({ message }) => end(message, '')).end(body);
    });
  }

  post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Heard> {
    return this.ask('/flows', { method: 'POST', headers: { ...JSON_HEADERS, ...headers }, body });
  }

  /** A connection that is gone when the attack is over. */
  open(): Socket {
    const socket = connect(this.port, '127.0.0.1').on('error', () => undefined);
    this.#sockets.add(socket.on('close', () => this.#sockets.delete(socket)));
    return socket;
  }

  /** Attacks it, and looks every few milliseconds at what others have of it meanwhile. */
  async under(attack: () => Promise<unknown>): Promise<Toll> {
    const idle = await this.#looking(sleep(IDLE));
    const begun = Date.now();
    const { times, works, failed, grown } = await this.#looking(attack());
    for (const socket of this.#sockets) socket.destroy();
    const stall = Math.max(0, ...this.#stallsSince(begun));
    return {
      p50: partOf(times, 0.5),
      p99: partOf(times, 0.99),
      idle: partOf(idle.times, 0.99),
      work: partOf(works, 0.99),
      stall,
      failed,
      grown,
    };
  }

  async #looking(until: Promise<unknown>): Promise<Looked> {
    const looks = new Worker(LOOKS, { workerData: { port: this.port, pid: this.running.child.pid } });
    const before = this.#resident();
    let grown = 0;
    const watching = setInterval(() => {
      grown = Math.max(grown, this.#resident() - before);
    }, 20);
    await until;
    clearInterval(watching);
    looks.postMessage('stop');
    const [looked] = (await once(looks, 'message')) as [Omit<Looked, 'grown'>];
    await looks.terminate();
    return { ...looked, grown };
  }

  #stallsSince(begun: number): readonly number[] {
    return readFileSync(this.stalls, 'utf8')
      .split('\n')
      .map((line) => line.split(' ').map(Number))
      .flatMap(([at = 0, , worked = 0]) => (at >= begun ? [worked] : []));
  }

  /** An hour of so many keys, of some 190 bytes each as JSON. */
  async fill(hour: number, keys: number): Promise<void> {
    for (let from = 0; from < keys; from += 1000) {
      const records = Array.from({ length: 1000 }, (_, i) => ({
        ...SIX,
        src_app: `app-${from + i}-${'x'.repeat(60)}`,
        dest_app: `dest-${i}`,
        hour,
      }));
      const { status, text } = await this.post(JSON.stringify(records));
      if (status !== 200) throw new Error(`${status} ${text}`);
    }
  }

  /** MiB. */
  #resident(): number {
    const status = readFileSync(`/proc/${this.running.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  }
}

const partOf = (times: readonly number[], part: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * part)] ?? 0;
