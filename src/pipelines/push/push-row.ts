import { about } from '../../io/codecs/fields/about.js';
import type { FieldAbout } from '../../io/codecs/fields/field-about.js';

/** What a job says of itself. null: it did not say. */
export type PushReport = {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string | null;
  /** Milliseconds. */
  readonly duration: number | null;
  /** The exit code of its program. */
  readonly exit: number | null;
};

/** That a job has reported, and when. */
export type PushRow = PushReport & { readonly time: number };

export const PUSH_ABOUT: readonly FieldAbout[] = [
  about.text('name', 'which job has reported'),
  about.boolean('ok', 'whether all went well, as it says itself'),
  about.text('message', 'what else it says; empty where it says nothing'),
  about.duration('duration', 'how long it took, as it says itself'),
  about.number('exit', 'the exit code of its program, where it says that'),
];
