import type { Format } from '../formats.js';
import type { Multiline } from '../unwrap/multiline.js';
import { eachLine } from './each-line.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { lineText } from './line-text.js';
import { Pieces } from './pieces.js';
import { Tally } from './tally.js';
import { type WholeRecord, WholeRecords } from './whole-records.js';

/** So much is held until it is decided. */
const MOST_LINES = 100;
const MOST_BYTES = 64 * 1024;

export interface TrialOptions {
  /** Only requests tell anything, and nothing else need be held. */
  readonly requests: boolean;
  /** Records are several lines, and tell when they are whole. */
  readonly multiline?: Multiline | undefined;
  /** What stands around lines is not to be taken off. */
  readonly isBare?: boolean | undefined;
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
  #inPieces = new Pieces();
  #records: WholeRecords | undefined;
  #pieces: Buffer[] = [];
  #bytes = 0;
  #lines = 0;

  constructor(
    /** Where what is held begins. */
    private offset: number,
    private readonly options: TrialOptions,
  ) {
    this.#records = this.#noRecords();
  }

  /** Takes whole lines until a decision is due; answers how many bytes that were, -1 for all and none due. */
  push(bytes: Buffer): number {
    let taken = -1;
    eachLine(bytes, (from, to, next) => {
      this.#see(lineText(bytes, from, to));
      if (this.#isDue(this.#bytes + next)) taken = next;
      return taken !== -1;
    });
    const held = taken === -1 ? bytes : bytes.subarray(0, taken);
    this.#pieces.push(Buffer.from(held));
    this.#bytes += held.length;
    return taken;
  }

  /** Whether a line has begun of which more is to come. */
  get isWithinLine(): boolean {
    return this.#inPieces.areOpen;
  }

  /** The format that explains most; undefined where none does. */
  get best(): Format | undefined {
    return this.#tally.best();
  }

  /** Nothing more is waited for: records that have begun tell as they stand. */
  finish(): void {
    for (const record of this.#records?.begun ?? []) this.#count(evidenceOfRecord(record));
    this.#records = this.#noRecords();
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
    this.#inPieces = new Pieces();
    this.#records = this.#noRecords();
    this.#pieces = [];
    this.#bytes = 0;
    this.#lines = 0;
    this.offset = offset;
  }

  #noRecords(): WholeRecords | undefined {
    const { multiline, isBare = false } = this.options;
    return multiline && new WholeRecords(multiline, !isBare);
  }

  #see(line: string): void {
    if (line === '') return;
    this.#lines++;
    if (this.#records !== undefined) {
      const record = this.#records.add(line);
      if (record !== undefined) this.#count(evidenceOfRecord(record));
      return;
    }
    const whole = this.#inPieces.whole(line);
    if (whole !== undefined) this.#count(evidenceOf(whole) ?? evidenceOf(line));
  }

  #count(evidence: Evidence | undefined): void {
    if (evidence !== undefined && (evidence.isRequest || !this.options.requests)) this.#tally.add(evidence);
  }

  #isDue(bytes: number): boolean {
    if (this.#lines >= MOST_LINES || bytes >= MOST_BYTES) return true;
    // What is no request is rejected at once, but where the next line may belong to it.
    if (this.options.requests && this.#records === undefined) return !this.isWithinLine;
    const { best } = this;
    return best !== undefined && this.#tally.isSure(best);
  }
}

/** By all of it, and by its first line where that says more. */
function evidenceOfRecord({ text, first }: WholeRecord): Evidence | undefined {
  const whole = evidenceOf(text);
  if (whole !== undefined && whole.format.fits !== 'last') return whole;
  return evidenceOf(first) ?? whole;
}
