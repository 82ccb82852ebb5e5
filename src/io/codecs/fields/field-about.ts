import type { Unit } from '../../text/value-text.js';

/** What a format says of one of its fields: whoever checks a config, lists fields or writes tables reads it here. */
export interface FieldAbout {
  /** As a row has it. */
  readonly name: string;
  readonly type: 'text' | 'number' | 'boolean' | 'any';
  readonly unit?: Unit;
  /** What the format itself calls it, where that is another name. */
  readonly original?: string;
  /** A few words, without a full stop: `how long the answer took`. */
  readonly about: string;
}
