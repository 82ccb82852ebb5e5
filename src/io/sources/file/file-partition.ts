import type { Decoded } from '../../codecs/codec.js';
import { joinDecoded } from '../../codecs/join-decoded.js';
import { readableStat } from '../readable-stat.js';
import { unreadable } from '../unreadable.js';
import type { FileChain, OpenFresh } from './file-chain.js';
import { type FileStat, sameInode } from './file-stat.js';
import { leadAlike } from './lead-alike.js';
import { NOTHING_YET } from './nothing-yet.js';
import type { Reading } from './reading.js';
import { REWRITTEN } from './tail.js';
import { troubleOf } from './trouble.js';

/** How often a single pass looks again where files are being renamed under its eyes. */
const MOST_TRIES = 5;

/** A path that is read, whatever lies there in the course of time. */
export class FilePartition<T> {
  private fresh: OpenFresh<T> = (_owner, anew) => this.chain.openCurrent(anew);
  private missingSince: number | undefined;
  /** The path by which what lies at this one is read. */
  private shadow: string | undefined;
  /** What was warned of last, so that it is said once. */
  private trouble: string | undefined;
  private ended = false;

  constructor(
    /** What chunks call it; undefined for an only one. */
    readonly name: string | undefined,
    readonly path: string,
    readonly chain: FileChain<T>,
    private readonly reading: Reading<T>,
  ) {}

  /** Opens what there is before the first chunk; `fresh` where nothing is to be taken up again. */
  async begin(fresh: OpenFresh<T>): Promise<void> {
    const { chain, path } = this;
    if (this.reading.follow) {
      this.fresh = fresh;
      await this.excusing(undefined, () => chain.open(fresh));
      return;
    }
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const opened = await chain.open(fresh);
      if (opened === 'elsewhere') this.ended = true;
      if (opened !== 'again') return;
    }
    throw unreadable(path, new Error('it is renamed again and again'));
  }

  /** One look of a follower: the next decoded bytes, or undefined where there is nothing more at present. */
  async look(now: number): Promise<Decoded<T> | undefined> {
    const { chain } = this;
    return this.excusing(now, async () => {
      if (chain.tails.length === 0) {
        // Where it begins is said before its first row.
        return (await chain.open(this.fresh)) === 'elsewhere' ? undefined : NOTHING_YET;
      }
      for (const tail of chain.tails) {
        const decoded = await tail.read();
        if (decoded === REWRITTEN) return chain.replace(tail);
        if (decoded !== undefined) {
          tail.quietSince = undefined;
          return decoded;
        }
        tail.quietSince ??= now;
      }
      return (await this.retire(now)) ?? (await this.lookAtPath());
    });
  }

  /** One step of a single pass: the next decoded bytes, or undefined at the end. */
  async pass(): Promise<Decoded<T> | undefined> {
    const { chain } = this;
    const [tail, next] = chain.tails;
    if (tail === undefined || this.ended) return undefined;
    const decoded = await tail.read();
    if (decoded === REWRITTEN) return chain.replace(tail);
    if (decoded !== undefined) return decoded;
    if (next !== undefined) return chain.finish(tail);
    this.ended = true;
    const takes = this.reading.lastLine === 'take' || (tail.isCompressed && tail.isWhole);
    const last = takes ? tail.end() : undefined;
    await tail.park();
    return last;
  }

  /** Whether it has ended: its single pass is through, or its files are gone and have not come back. */
  get hasEnded(): boolean {
    return this.ended;
  }

  /** How long there has been no file at the path, and nothing new in what was there; in milliseconds. */
  goneFor(now: number): number {
    if (this.missingSince === undefined || this.ended) return 0;
    const quiet = this.chain.tails.map(({ quietSince = now }) => quietSince);
    return now - Math.max(this.missingSince, ...quiet);
  }

  /** Expects nothing more: closes the files, and answers with a partial line that nothing will complete. */
  async give(): Promise<Decoded<T>> {
    this.ended = true;
    const last = this.chain.tails.map((tail) => tail.end());
    await this.chain.close();
    return joinDecoded(last);
  }

  /** Closes the oldest of the rotated files that are finished. */
  private async retire(now: number): Promise<Decoded<T> | undefined> {
    const { chain, reading } = this;
    const finished = chain.tails
      .slice(0, -1)
      .find(({ complete, quietSince = now }) => complete || now - quietSince >= reading.grace);
    return finished && chain.finish(finished);
  }

  /** Everything that is open was read: looks whether another file, or other content, has come to the path. */
  private async lookAtPath(): Promise<Decoded<T> | undefined> {
    const { chain, path } = this;
    const current = await readableStat(path);
    this.missingSince = undefined;
    this.ended = false;
    const last = chain.tails.at(-1);
    if (last === undefined) return undefined;
    const isThere = sameInode(current, last.stat);
    const now = isThere ? current : await last.statNow();
    let decoded: Decoded<T> | undefined;
    if (now !== undefined && (await last.isRewritten(now))) decoded = await chain.replace(last);
    else if (!isThere && (await this.mayRead(current)) && (await chain.extend(last))) decoded = NOTHING_YET;
    this.trouble = undefined;
    return decoded;
  }

  /** Not where the path, a link perhaps, leads to a file by now that is read by another path. */
  private async mayRead(current: FileStat): Promise<boolean> {
    const { chain, path, reading } = this;
    if (this.shadow !== undefined && (await leadAlike(path, this.shadow))) return false;
    this.shadow = await reading.known.readerOf({ ...current, path }, chain);
    return this.shadow === undefined;
  }

  /** Somebody who follows waits until what cannot be read can be. */
  private async excusing<R>(now: number | undefined, look: () => Promise<R>): Promise<R | undefined> {
    try {
      return await look();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === 'lasting') throw error;
      if (trouble === 'missing') {
        this.missingSince ??= now;
        // What appears later is new, and read from its beginning.
        this.fresh = (_owner, anew) => this.chain.openCurrent(anew);
      }
      // A file that is held open is waited for in silence: it has been renamed, and the next one will come.
      const isNews = this.trouble !== trouble && !(trouble === 'missing' && this.chain.tails.length > 0);
      this.trouble = trouble;
      if (isNews) this.reading.warn(this.wordsFor(trouble, error));
      return undefined;
    }
  }

  private wordsFor(trouble: 'missing' | 'passing', error: unknown): string {
    if (trouble === 'missing') return `${this.path} does not exist yet. Waiting for it to appear.`;
    return `${error instanceof Error ? error.message : String(error)} Trying again until it can be read.`;
  }
}
