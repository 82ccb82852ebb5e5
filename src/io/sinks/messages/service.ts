import type { HttpContent } from '../http/body-template.js';
import type { HttpAnswer } from '../http/http-poster.js';
import type { Notice } from './notice.js';

/** A service that takes messages over HTTP: how they are written for it, and what its answers mean. */
export interface Service {
  /** As a config calls it. */
  readonly name: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What of the settings nobody may read, besides the address and the headers: it is never repeated. */
  readonly secrets?: readonly string[];
  /** Notices in one request, at most. */
  readonly most: number;
  /** Whether it takes rows that are no transitions of an alert. */
  readonly takesRows: boolean;
  /** Whether it is told, by default, that all is well at the start: it closes what an earlier run left open. */
  readonly closes: boolean;
  /** `source` is the machine that they come from. */
  write(notices: readonly Notice[], source: string): HttpContent;
  /** What was written with what nobody may read besides, such as a key: that is neither in the state nor in dead letters. */
  complete?(text: string): string;
  /** The status that an answer amounts to, where that is another than its own: some say 200 and mean it not. */
  statusOf?(answer: HttpAnswer): number | undefined;
}
