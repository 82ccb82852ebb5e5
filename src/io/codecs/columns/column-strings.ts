import { type DecodeField, Intern } from '../bytes/intern.js';
import { plainText } from './plain-text.js';

/**
 * The remembered strings of one codec, a table for each kind of value so that agents do not push out sections. Shared
 * by its decoders and by all columns of a kind: a table only saves work and decides nothing, and however many columns a
 * hostile header names, memory stays at about 4 MiB.
 */
export class ColumnStrings {
  readonly host: Intern;
  readonly path: Intern;
  readonly section: Intern;
  readonly long: Intern;
  /** Methods, protocols, codes, names. */
  readonly short: Intern;

  constructor(
    /** For what hardly ever repeats: remembering it would cost more. */
    readonly decode: DecodeField = plainText,
  ) {
    this.host = new Intern(decode, { slots: 4096, maxBytes: 48 });
    this.path = new Intern(decode, { slots: 4096, maxBytes: 256 });
    this.section = new Intern(decode, { slots: 4096, maxBytes: 64 });
    this.long = new Intern(decode, { slots: 2048, maxBytes: 512 });
    this.short = new Intern(decode, { slots: 8192, maxBytes: 64 });
  }
}
