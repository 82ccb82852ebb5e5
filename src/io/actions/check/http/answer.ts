import type { HopResult } from './hop.js';

/** What the last hop of a check answered, and how it was come to. */
export interface Answer {
  readonly status: number;
  readonly headers: HopResult['headers'];
  readonly body: Buffer;
  readonly isCut: boolean;
  /** Asked for with it. */
  readonly method: string;
  readonly url: URL;
  /** Why it was not followed, where it is a redirect. */
  readonly refused: string | undefined;
}
