import type { LineFields } from '../columns/line-fields.js';
import { SpaceFields } from '../columns/space-fields.js';
import type { Cutter } from './cutter.js';

export interface WordsCutterOptions {
  /** Words that a line has at least; what comes after those that have a name is left. */
  readonly least: number;
  /** Whether the words can be those of such a line; `problem` is said of others. */
  readonly fits: (bytes: Buffer, words: LineFields) => boolean;
  readonly problem: string;
}

/** Of a format whose values stand in one order with spaces between them. */
export class WordsCutter implements Cutter {
  readonly fields = new SpaceFields();
  readonly problem: string;

  constructor(private readonly options: WordsCutterOptions) {
    this.problem = options.problem;
  }

  cut(bytes: Buffer, from: number, to: number): boolean {
    const { fields } = this;
    fields.split(bytes, from, to);
    return fields.count >= this.options.least && this.options.fits(bytes, fields);
  }
}
