import type { Standing } from './standing.js';

/** Where lines are written; a terminal. */
interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const EVERY = 1000;
const CLEAR = '\r\u001b[K';

/** One line on a terminal that says how all targets stand, and is written anew; what else is written takes its place. */
export class LiveLine {
  readonly #timer: NodeJS.Timeout;
  #isShown = false;

  private constructor(
    private readonly terminal: Terminal,
    private readonly standing: Standing,
  ) {
    this.#timer = setInterval(() => this.#draw(), EVERY).unref();
  }

  /** Undefined where nobody looks. */
  static on(terminal: Terminal, standing: Standing): LiveLine | undefined {
    return terminal.isTTY === true ? new LiveLine(terminal, standing) : undefined;
  }

  /** Makes room for what somebody else writes. */
  clear(): void {
    if (this.#isShown) this.terminal.write(CLEAR);
    this.#isShown = false;
  }

  end(): void {
    clearInterval(this.#timer);
    this.clear();
  }

  #draw(): void {
    const text = standingText(this.standing);
    if (text === '') return;
    // The cursor goes back: whoever writes next writes over it.
    this.terminal.write(`${CLEAR}${text.slice(0, (this.terminal.columns || 80) - 1)}\r`);
    this.#isShown = true;
  }
}

/** `12 up, 1 slow, 2 down`; empty where nothing is known yet. */
export const standingText = (standing: Standing): string => {
  const { up, slow, down, unknown } = standing.counts();
  if (up + slow + down + unknown === 0) return '';
  return `${up} up, ${slow} slow, ${down} down${unknown > 0 ? `, ${unknown} unknown` : ''}`;
};
