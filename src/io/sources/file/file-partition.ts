import type { Decoded } from '../../codecs/codec.js';
import { joinDecoded } from '../../codecs/line/join-decoded.js';
import { readableStat } from '../readable-stat.js';
import { unreadable } from '../unreadable.js';
import { leadAlike } from './identity/lead-alike.js';
import { type FileStat, sameInode } from './looking/file-stat.js';
import { NOTHING_YET } from './nothing-yet.js';
import type { Reading } from './reading/reading.js';
import { REWRITTEN } from './reading/tail.js';
import { troubleOf } from './reading/trouble.js';
import type { FileChain, OpenFresh } from './rotation/file-chain.js';

/** How often a single pass looks again where files are being renamed under its eyes. */
const MOST_TRIES = 5;
/** Milliseconds after which what is missing is looked for again among its siblings. */
const SEARCH_AGAIN = 5000;

/** What a look has given. */
export interface Looked<T> {
  readonly decoded: Decoded<T>;
  /** Whether there may be more that was there at the time of the look. */
  readonly more: boolean;
}

/** A path that is read, whatever lies there in the course of time. */
export class FilePartition<T> {
  private fresh: OpenFresh<T> = (_owner, anew) => this.chain.openCurrent(anew);
  private missingSince: number | undefined;
  /** The path by which what lies at this one is read. */
  private shadow: string | undefined;
  /** What was warned of last, so that it is said once. */
  private trouble: string | undefined;
  private ended = false;
  /** Processing time of the last look for what has been renamed or is not there yet. */
  private searchedAt: number | undefined;

  constructor(
    /** What chunks call it; undefined for an only one. */
    readonly name: string | undefined,
    readonly path: string,
    readonly chain: FileChain<T>,
    private readonly reading: Reading<T>,
  ) {}

  /** Opens what there is before the first chunk; `fresh` where nothing is to be taken up again. `found`: what lies at the path. */
  async begin(fresh: OpenFresh<T>, found: FileStat | undefined): Promise<void> {
    const { chain, path } = this;
    if (this.reading.follow) {
      this.fresh = fresh;
      // What has not changed is opened when it has.
      if (found === undefined || !chain.isUnchanged(found)) {
        await this.excusing(undefined, () => chain.open(fresh, found));
        chain.note();
      }
      return;
    }
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const opened = await chain.open(fresh, tries === 0 ? found : undefined);
      if (opened === 'elsewhere') this.ended = true;
      chain.note();
      if (opened !== 'again') return;
    }
    throw unreadable(path, new Error('it is renamed again and again'));
  }

  /** Whether such a look at the path shows that there is nothing more at present. */
  isQuiet(now: number, found: FileStat): boolean {
    const { chain } = this;
    if (!chain.isUnchanged(found)) return false;
    this.missingSince = undefined;
    const [tail] = chain.tails;
    if (tail !== undefined) tail.quietSince ??= now;
    return true;
  }

  /** One look of a follower: the next decoded bytes, or undefined where there is nothing more at present. */
  async look(now: number, found: FileStat | undefined): Promise<Looked<T> | undefined> {
    const { chain } = this;
    const looked = await this.excusing(now, () => this.lookInto(now, found));
    chain.note();
    return looked;
  }

  /** One step of a single pass: the next decoded bytes, or undefined at the end. */
  async pass(): Promise<Decoded<T> | undefined> {
    const decoded = await this.step();
    this.chain.note();
    return decoded;
  }

  private async step(): Promise<Decoded<T> | undefined> {
    const { chain } = this;
    const [tail, next] = chain.tails;
    if (tail === undefined || this.ended) return undefined;
    const decoded = (await tail.isAtEnd()) ? undefined : await tail.read();
    if (decoded === REWRITTEN) return chain.replace(tail);
    if (decoded !== undefined) return decoded;
    if (next !== undefined) return chain.finish(tail);
    this.ended = true;
    const takes = this.reading.lastLine === 'take' || tail.isWholeGzip;
    const last = takes ? tail.end() : tail.settleHeld();
    if (!takes) tail.leave();
    await tail.settleAtEnd();
    await chain.leave();
    return last;
  }

  /** Whether nothing has been at the path for some time. */
  get isMissing(): boolean {
    return this.missingSince !== undefined;
  }

  /** How long there has been no file at the path, and nothing new in what was there; in milliseconds. */
  goneFor(now: number): number {
    if (this.missingSince === undefined) return 0;
    const quiet = this.chain.tails.map(({ quietSince = now }) => quietSince);
    return now - Math.max(this.missingSince, ...quiet);
  }

  /** Expects nothing more: closes the files, and answers with a partial line that nothing will complete. */
  async give(): Promise<Decoded<T>> {
    const last = this.chain.tails.map((tail) => tail.end());
    await this.chain.leave();
    return joinDecoded(last);
  }

  private async lookInto(now: number, found: FileStat | undefined): Promise<Looked<T> | undefined> {
    const { chain } = this;
    if (chain.tails.length === 0) {
      const { searchedAt } = this;
      if (found === undefined && searchedAt !== undefined && now < searchedAt + SEARCH_AGAIN) {
        await readableStat(this.path);
      }
      this.searchedAt = now;
      // Where it begins is said before its first row.
      return (await chain.open(this.fresh)) === 'elsewhere' ? undefined : again(NOTHING_YET);
    }
    const last = chain.tails.at(-1);
    for (const tail of chain.tails) {
      const here = tail === last && found !== undefined && sameInode(found, tail.stat) ? found : undefined;
      const decoded = await tail.read(here);
      if (decoded === REWRITTEN) return again(await chain.replace(tail));
      if (decoded !== undefined) {
        tail.quietSince = undefined;
        const isAll = here !== undefined && chain.tails.length === 1 && tail.hasRead(here);
        if (isAll) tail.settle(here, now);
        return { decoded, more: !isAll };
      }
      tail.quietSince ??= now;
    }
    return again((await this.retire(now)) ?? (await this.lookAtPath(now, found)));
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
  private async lookAtPath(now: number, found: FileStat | undefined): Promise<Decoded<T> | undefined> {
    const { chain, path } = this;
    const current = found ?? (await readableStat(path));
    this.missingSince = undefined;
    const last = chain.tails.at(-1);
    if (last === undefined) return undefined;
    const isThere = sameInode(current, last.stat);
    const stat = isThere ? current : await last.statNow();
    let decoded: Decoded<T> | undefined;
    if (stat !== undefined && (await last.isRewritten(stat, now))) decoded = await chain.replace(last);
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

/** Something that is to be followed by another look at once. */
const again = <T>(decoded: Decoded<T> | undefined): Looked<T> | undefined =>
  decoded && { decoded, more: true };
