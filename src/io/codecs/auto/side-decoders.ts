import type { Decoder } from '../codec.js';
import type { Row } from '../fields/row.js';
import type { Format } from '../formats.js';
import type { DecodedLines } from './decoded-lines.js';
import { type OtherLines, Others } from './others.js';

const NEWLINE = Buffer.from('\n');

export interface SideDecodersOptions {
  /** `at`: where it goes on, by its own count. */
  readonly decoderOf: (format: Format, saved?: unknown, at?: number) => Decoder<Row>;
  readonly formatOf: (name: string) => Format;
  readonly onOther: (format: Format, lines: OtherLines) => void;
}

/** Decoders of the formats whose requests stand between lines of another. */
export class SideDecoders {
  readonly #decoders = new Map<string, Decoder<Row>>();
  readonly #others: Others;

  constructor(
    private readonly options: SideDecodersOptions,
    saved: Readonly<Record<string, unknown>> = {},
  ) {
    this.#others = new Others(options.onOther);
    for (const [name, side] of Object.entries(saved)) {
      this.#decoders.set(name, options.decoderOf(options.formatOf(name), side, placeOf(side)));
    }
  }

  /** Reads the line `bytes[from, to)`. `lines`: how many there were before what is out. */
  read(
    out: DecodedLines,
    format: Format,
    [bytes, from, to]: readonly [bytes: Buffer, from: number, to: number],
    offset: number,
    lines: number,
  ): void {
    const decoder = this.#decoders.get(format.name) ?? this.options.decoderOf(format);
    this.#decoders.set(format.name, decoder);
    const { rows, rejected } = decoder.decode(Buffer.concat([bytes.subarray(from, to), NEWLINE]));
    out.add(rows);
    // It knows nothing of what lies between its lines.
    for (const one of rejected) out.reject({ ...one, offset });
    if (rows.length > 0) this.#others.add(format, bytes.toString('utf8', from, to), lines + out.length);
  }

  /** Whether there is something to say of them. */
  get hasUnsaid(): boolean {
    return this.#others.hasUnsaid;
  }

  sayAll(lines: number): void {
    this.#others.sayAll(lines);
  }

  /** Undefined where nothing is to be remembered. */
  save(): Readonly<Record<string, unknown>> | undefined {
    const saved = [...this.#decoders].flatMap(([name, decoder]) => {
      const state = decoder.save();
      return state === undefined ? [] : [[name, state] as const];
    });
    return saved.length === 0 ? undefined : Object.fromEntries(saved);
  }
}

/** Where a decoder went on that held pieces of a line; it has only seen its own lines. */
function placeOf(saved: unknown): number | undefined {
  if (typeof saved !== 'object' || saved === null || !('open' in saved)) return undefined;
  const { open } = saved;
  return typeof open === 'object' && open !== null && 'at' in open && typeof open.at === 'number'
    ? open.at
    : undefined;
}
