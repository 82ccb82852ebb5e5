import { onTestFinished } from 'vitest';
import { type FileOptions, type FileSource, file } from '../../src/io/sources/file.js';
import type { SourceStart } from '../../src/io/sources/source.js';
import { sourceStart } from '../../src/io/sources/source-start.js';
import type { Chunk } from '../../src/operators/chunk.js';
import { type VirtualClock, virtualClock } from '../../src/testing/virtual-clock.js';
import { startAfter } from './start-at.js';
import { whileTimePasses } from './while-time-passes.js';
import { type Word, wordsCodec } from './words-codec.js';

/** Follows logs of a `LogWriter` and keeps what comes; can stop and go on. */
export class LogReader {
  readonly chunks: Chunk<Word>[] = [];
  readonly warnings: string[] = [];
  readonly source: FileSource<Word>;
  private run: AsyncIterator<Chunk<Word>> | undefined;
  private controller = new AbortController();
  private from = sourceStart();

  constructor(
    options: Partial<FileOptions<Word>> & Pick<FileOptions<Word>, 'path'>,
    readonly clock: VirtualClock = virtualClock(1_000_000),
  ) {
    this.source = file({
      codec: wordsCodec,
      fields: 'all',
      clock,
      follow: true,
      // All that these logs hold; the usual buffer would be a megabyte for each of thousands of runs.
      readBytes: 4096,
      onWarning: (message) => this.warnings.push(message),
      ...options,
    });
    onTestFinished(() => this.stop());
  }

  /** The numbers of the lines, as they came. */
  get numbers(): number[] {
    return this.chunks.flatMap(({ rows }) => rows.map(({ time }) => time));
  }

  /** What a state store would hold after everything that has come. */
  get reached(): SourceStart {
    return startAfter(this.chunks, undefined, this.from);
  }

  /** Begins a run where another has come to. */
  startFrom(from: SourceStart): void {
    this.from = from;
    this.chunks.length = 0;
    this.run = this.start();
  }

  /** The next chunk; undefined at the end. */
  async pull(): Promise<Chunk<Word> | undefined> {
    this.run ??= this.start();
    const result = await whileTimePasses(this.clock, this.run.next());
    if (result.done === true) return undefined;
    this.chunks.push(result.value);
    return result.value;
  }

  /** Pulls until the source says that it has seen everything that is there now, or has ended. */
  async catchUp(): Promise<void> {
    // A look that is under way may have passed what was written after it had begun.
    let looks = this.run !== undefined && this.chunks.at(-1)?.now === undefined ? 2 : 1;
    while (looks > 0) {
      const chunk = await this.pull();
      if (chunk === undefined) return;
      if (chunk.now !== undefined) looks--;
    }
  }

  /** Lets the grace time of everything that is quiet now pass. */
  async settle(grace = 10_000): Promise<void> {
    await this.catchUp();
    const passed = this.clock.now() + grace;
    while (this.clock.now() < passed) await this.catchUp();
    await this.catchUp();
  }

  private start(): AsyncIterator<Chunk<Word>> {
    this.controller = new AbortController();
    const { signal: stop } = this.controller;
    return this.source.read({ ...this.reached, stop })[Symbol.asyncIterator]();
  }

  async stop(): Promise<void> {
    this.controller.abort();
    const { run } = this;
    this.run = undefined;
    await whileTimePasses(this.clock, Promise.resolve(run?.return?.(undefined)));
  }
}
