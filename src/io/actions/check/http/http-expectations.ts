import type { Pattern } from '../../../patterns/pattern.js';

/** What an answer is to be for class `ok`. */
export interface HttpExpectations {
  /** Inclusive ranges. */
  readonly status: readonly (readonly [from: number, to: number])[];
  /** To be found in the decoded text of the body. */
  readonly body: Pattern | undefined;
  /** Not to be found there. */
  readonly notBody: Pattern | undefined;
  readonly json: readonly JsonCondition[];
  readonly headers: readonly HeaderCondition[];
  /** What the url is to be after redirects. */
  readonly finalUrl: Pattern | undefined;
  /** Time that every certificate is to be valid for; sooner is said beside the class. */
  readonly certificate: number | undefined;
}

export interface JsonCondition {
  /** As it was written. */
  readonly text: string;
  readonly path: readonly (string | number)[];
  readonly op: '==' | '!=' | '>' | '>=' | '<' | '<=' | 'exists';
  readonly value: string | number | boolean | null | undefined;
}

export interface HeaderCondition {
  /** Lower case. */
  readonly name: string;
  /** undefined: it is to be there. */
  readonly value: Pattern | undefined;
  /** It is not to be there, or not to match. */
  readonly not: boolean;
}
