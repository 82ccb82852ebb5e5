import type { Format } from '../formats.js';
import type { Evidence } from './evidence.js';

/** So many lines of messages may stand before the first request: those of a server that starts. */
const MESSAGES_TO_A_REQUEST = 10;

/** How many lines tell of which format. */
export class Tally {
  /** In the order in which they came. */
  readonly #lines = new Map<Format, number>();
  readonly #requests = new Set<Format>();

  add({ format, isRequest }: Evidence): void {
    this.#lines.set(format, this.linesOf(format) + 1);
    if (isRequest) this.#requests.add(format);
  }

  /** Whether there is a request among the lines of a format. */
  hasRequests(format: Format): boolean {
    return this.#requests.has(format);
  }

  linesOf(format: Format): number {
    return this.#lines.get(format) ?? 0;
  }

  /**
   * The format that explains more lines than the others, as far as is known by now: requests where they are as many as
   * anything else, and also where only messages of a server are more; what begins with a date only where nothing else fits,
   * or where it is more than what may as well be a part of it. Undefined where no line tells anything.
   */
  best(): Format | undefined {
    const all = [...this.#lines.keys()];
    const hasLayout = all.some((format) => format.fits === undefined || this.#requests.has(format));
    const named = hasLayout ? all.filter(({ fits }) => fits !== 'last') : all;
    const most = this.#most(named);
    if (most === undefined || this.#requests.has(most) || most.fits !== undefined) return most;
    const requests = this.#most(named.filter((format) => this.#requests.has(format)));
    if (requests === undefined) return most;
    return this.linesOf(requests) * MESSAGES_TO_A_REQUEST >= this.linesOf(most) ? requests : most;
  }

  /** Whether more lines need not be waited for: the best are requests, or a header is all that has come. */
  isSure(best: Format): boolean {
    return this.#requests.has(best) || (best.hasHeader === true && this.#lines.size === 1);
  }

  #most(formats: readonly Format[]): Format | undefined {
    let most: Format | undefined;
    for (const format of formats) if (most === undefined || this.#isAhead(format, most)) most = format;
    return most;
  }

  #isAhead(one: Format, other: Format): boolean {
    const more = this.linesOf(one) - this.linesOf(other);
    if (more !== 0) return more > 0;
    if (this.#requests.has(one) !== this.#requests.has(other)) return this.#requests.has(one);
    return other.fits === 'last';
  }
}
