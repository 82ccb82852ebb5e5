import type { Decoded, Decoder } from '../../../codecs/codec.js';
import { cutEnd, nothingHad } from '../../../compression/cut-end.js';
import { NOTHING_YET } from '../nothing-yet.js';
import type { TailStart } from '../start/tail-start.js';
import type { Reading } from './reading.js';
import type { TailFile } from './tail-file.js';

/** The decoder of a file: made with the first bytes, and let go while the file is closed, but for a partial line. */
export class TailDecoder<T> {
  private decoder: Decoder<T> | undefined;
  /** Lines that decoders before this one have counted. */
  private before = 0;

  constructor(
    private readonly reading: Pick<Reading<T>, 'codec' | 'fields' | 'clock'>,
    /** What the one before saved. */
    private saved: Pick<TailStart, 'codec' | 'held'>,
    /** When the file was written to last. */
    private readonly written: () => number,
  ) {}

  /** Lines of this run. */
  get lines(): number {
    return this.before + (this.decoder?.lines ?? 0);
  }

  get pending(): number {
    return this.decoder?.pending ?? 0;
  }

  /** Whether lines are held until more have come. */
  get holds(): boolean {
    return (this.decoder === undefined ? this.saved.held : this.decoder.holds) === true;
  }

  save(): unknown {
    return this.decoder === undefined ? this.saved.codec : this.decoder.save();
  }

  /** `at`: where in the file these bytes begin. */
  decode(bytes: Buffer, at: number): Decoded<T> {
    return this.open(at).decode(bytes);
  }

  /** There has been nothing more since then: what the lines are that are held; undefined where none are, or not yet. */
  settle(at: number, since: number | undefined): Decoded<T> | undefined {
    const now = this.reading.clock.now();
    return this.holds ? this.open(at).settle?.(now - (since ?? now)) : undefined;
  }

  /** The input has ended, in what state the file is in. */
  end(at: number, { problem, torn }: Pick<TailFile, 'problem' | 'torn'>): Decoded<T> {
    if (at === 0 && problem !== undefined) {
      const nothing = nothingHad(problem);
      this.before += nothing.rejected.length;
      return nothing;
    }
    if (this.decoder === undefined && !this.holds) return NOTHING_YET;
    const decoder = this.open(at);
    return torn === undefined ? decoder.end() : cutEnd(decoder, torn);
  }

  park(): void {
    const { decoder, holds } = this;
    if (decoder === undefined || decoder.pending > 0) return;
    this.saved = { codec: decoder.save(), ...(holds && { held: true }) };
    this.before += decoder.lines;
    this.decoder = undefined;
  }

  private open(at: number): Decoder<T> {
    const { reading, saved, written } = this;
    this.decoder ??= reading.codec.decoder(reading.fields, { offset: at, saved: saved.codec, written });
    return this.decoder;
  }
}
