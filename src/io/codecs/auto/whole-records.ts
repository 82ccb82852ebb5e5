import type { Multiline } from '../unwrap/multiline.js';
import { peeled } from '../unwrap/peeled.js';

/** A record of one line or several. */
export interface WholeRecord {
  /** Without what stands around its lines, where there are several. */
  readonly text: string;
  /** Its first line as it stands. */
  readonly first: string;
}

interface Open {
  readonly first: string;
  text: string;
  /** The last line of it is a piece of one. */
  isWithinLine: boolean;
}

/** Puts lines together to records, those of each writer by themselves, as far as it takes to tell what they are. */
export class WholeRecords {
  readonly #open = new Map<string, Open>();

  constructor(
    private readonly multiline: Multiline,
    private readonly peels: boolean,
  ) {}

  /** The record that a line ends because it begins the next one. */
  add(line: string): WholeRecord | undefined {
    const { writer = '', payload = line, isPartial = false } = (this.peels && peeled(line)) || {};
    const open = this.#open.get(writer);
    if (open?.isWithinLine === true) {
      open.text += payload;
      open.isWithinLine = isPartial;
      return undefined;
    }
    if (open !== undefined && !this.#begins(payload)) {
      open.text += `\n${payload}`;
      open.isWithinLine = isPartial;
      return undefined;
    }
    this.#open.set(writer, { first: line, text: payload, isWithinLine: isPartial });
    return open && recordOf(open);
  }

  /** Those of which nobody has said that they are whole. */
  get begun(): readonly WholeRecord[] {
    return Array.from(this.#open.values(), recordOf);
  }

  #begins(payload: string): boolean {
    const bytes = Buffer.from(payload, 'utf8');
    return this.multiline.begins(bytes, 0, bytes.length);
  }
}

/** What is one line tells by what stands around it, too. */
const recordOf = ({ first, text }: Open): WholeRecord => ({
  first,
  text: text.includes('\n') ? text : first,
});
