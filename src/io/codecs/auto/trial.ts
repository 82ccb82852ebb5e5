import type { Format } from '../formats.js';
import { eachLine } from './each-line.js';
import { evidenceOf } from './evidence.js';
import { lineText } from './line-text.js';
import { Tally } from './tally.js';

/** So much is held until it is decided. */
const MOST_LINES = 100;
const MOST_BYTES = 64 * 1024;

export interface TrialOptions {
  /** Of a longer line nothing is held. */
  readonly maxLineBytes: number;
  /** Only requests tell anything, and nothing else need be held. */
  readonly requests: boolean;
}

/** Lines as they are in the input, with those between them that are blank. */
export interface HeldLines {
  readonly bytes: Buffer;
  /** Where the first begins. */
  readonly offset: number;
}

/** Holds lines until they tell a format. */
export class Trial {
  #tally = new Tally();
  #pieces: Buffer[] = [];
  #bytes = 0;
  #lines = 0;

  constructor(
    /** Where what is held begins. */
    private offset: number,
    private readonly options: TrialOptions,
  ) {}

  /** Takes whole lines until a decision is due; answers how many bytes that were, -1 for all and none due. */
  push(bytes: Buffer): number {
    let taken = -1;
    eachLine(bytes, (from, to, next) => {
      if (to - from <= this.options.maxLineBytes) this.#see(lineText(bytes, from, to));
      if (this.#isDue(this.#bytes + next)) taken = next;
      return taken !== -1;
    });
    const held = taken === -1 ? bytes : bytes.subarray(0, taken);
    this.#pieces.push(Buffer.from(held));
    this.#bytes += held.length;
    return taken;
  }

  /** The format that explains most; undefined where none does. */
  get best(): Format | undefined {
    return this.#tally.best();
  }

  /** Whether there is a request among the lines of a format. */
  hasRequests(format: Format): boolean {
    return this.#tally.hasRequests(format);
  }

  /** How many lines are held, and of how many the format is. */
  sureness(format: Format): { readonly agree: number; readonly of: number } {
    return { agree: this.#tally.linesOf(format), of: this.#lines };
  }

  /** What is held; undefined where nothing is. */
  get held(): HeldLines | undefined {
    return this.#bytes === 0 ? undefined : { bytes: Buffer.concat(this.#pieces), offset: this.offset };
  }

  /** Begins anew, at that place. */
  clear(offset: number): void {
    this.#tally = new Tally();
    this.#pieces = [];
    this.#bytes = 0;
    this.#lines = 0;
    this.offset = offset;
  }

  #see(line: string): void {
    if (line === '') return;
    this.#lines++;
    const evidence = evidenceOf(line);
    if (evidence !== undefined && (evidence.isRequest || !this.options.requests)) this.#tally.add(evidence);
  }

  #isDue(bytes: number): boolean {
    if (this.options.requests || this.#lines >= MOST_LINES || bytes >= MOST_BYTES) return true;
    const { best } = this;
    return best !== undefined && this.#tally.isSure(best);
  }
}
