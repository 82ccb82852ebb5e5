import { onTestFinished } from 'vitest';
import { type FileOptions, type FileSource, file } from '../../src/io/sources/file.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.js';
import { startAt } from './start-at.js';
import { whileTimePasses } from './while-time-passes.js';
import { type Word, wordsCodec } from './words-codec.js';

/** Follows logs of a `LogWriter` and keeps what comes; can stop and go on. */
export class LogReader {
  readonly clock: VirtualClock = virtualClock(1_000_000);
  readonly chunks: Chunk<Word>[] = [];
  readonly warnings: string[] = [];
  readonly source: FileSource<Word>;
  private run: AsyncIterator<Chunk<Word>> | undefined;
  private controller = new AbortController();

  constructor(options: Partial<FileOptions<Word>> & Pick<FileOptions<Word>, 'path'>) {
    this.source = file({
      codec: wordsCodec,
      fields: 'all',
      clock: this.clock,
      follow: true,
      onWarning: (message) => this.warnings.push(message),
      ...options,
    });
    onTestFinished(() => this.stop());
  }

  /** The numbers of the lines, as they came. */
  get numbers(): number[] {
    return this.chunks.flatMap(({ rows }) => rows.map(({ time }) => time));
  }

  get position(): unknown {
    return this.chunks.at(-1)?.position;
  }

  start(position?: unknown): void {
    this.controller = new AbortController();
    this.run = this.source
      .read(startAt(structuredClone(position), this.controller.signal))
      [Symbol.asyncIterator]();
  }

  /** The next chunk; undefined at the end. */
  async pull(): Promise<Chunk<Word> | undefined> {
    if (this.run === undefined) this.start(this.position);
    const result = await whileTimePasses(this.clock, this.run?.next() ?? Promise.reject());
    if (result.done === true) return undefined;
    this.chunks.push(result.value);
    return result.value;
  }

  /** Pulls until the source says that it has seen everything, or has ended. */
  async catchUp(): Promise<void> {
    for (;;) {
      const chunk = await this.pull();
      if (chunk === undefined || chunk.now !== undefined) return;
    }
  }

  /** Lets the grace time of everything that is quiet now pass. */
  async settle(grace = 10_000): Promise<void> {
    await this.catchUp();
    const passed = this.clock.now() + grace;
    while (this.clock.now() < passed) await this.catchUp();
    await this.catchUp();
  }

  async stop(): Promise<void> {
    this.controller.abort();
    const { run } = this;
    this.run = undefined;
    await whileTimePasses(this.clock, Promise.resolve(run?.return?.(undefined)));
  }
}
