import type { Clock } from '../../io/clock.js';
import type { RejectedReason } from '../../operators/rejected.js';
import type { Leap } from '../../operators/time/first-and-last.js';
import type { Balance } from '../balance.js';
import { leapText } from './leap-text.js';
import { type LossText, lossTexts } from './loss-texts.js';
import type { SettingWords } from './needed-text.js';
import { LOOK, readsNothing } from './reads-nothing.js';
import { type Unread, unreadText } from './unread.js';

/** From the first input that is turned away to the first look whether that was an accident. */
const PAUSE = 3000;

export interface LossWarningsOptions {
  readonly balance: () => Balance;
  /** Files and shards of which nothing could be read. */
  readonly unread: () => readonly Unread[];
  /** Where time has leapt at the end. */
  readonly leap: () => Leap | undefined;
  readonly clock: Clock;
  /** Aborted when the run is over. */
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
  readonly words: SettingWords;
}

/** Says of inputs that are turned away what whoever runs the pipeline must know: once of each reason, and of each format that lines turn out to be in, while it runs, and at the end. */
export class LossWarnings {
  readonly #said = new Map<RejectedReason, string>();
  /** Of each reason the formats that were named. */
  readonly #named = new Map<RejectedReason, ReadonlySet<string>>();
  readonly #saidUnread = new Set<string>();
  #looking = false;
  #isOver = false;

  constructor(private readonly options: LossWarningsOptions) {}

  /** Something has been turned away. */
  readonly noted = (): void => {
    if (this.#looking) return;
    this.#looking = true;
    const { clock, signal, balance } = this.options;
    void clock.sleep(PAUSE, signal).then(() => {
      this.#looking = false;
      if (signal.aborted || this.#isOver) return;
      const now = balance();
      this.#say(
        now,
        (reason, { formats }) => this.#isNews(reason, formats),
        readsNothing(now) ? ` ${LOOK}` : '',
      );
      this.#sayUnread(2);
    });
  };

  /** The run is over. */
  end(balance: Balance): void {
    this.#isOver = true;
    this.#say(balance, (reason, { text }) => this.#said.get(reason) !== text);
    // Where nothing at all could be read, no file need be named.
    if (balance.rows > 0) this.#sayUnread(1);
    const leap = this.options.leap();
    if (leap !== undefined) this.options.warn(leapText(leap));
  }

  /** `least`: one line alone may be an accident. */
  #sayUnread(least: number): void {
    const fresh = this.options
      .unread()
      .filter(({ partition, rejected }) => rejected >= least && !this.#saidUnread.has(partition));
    for (const { partition } of fresh) this.#saidUnread.add(partition);
    if (fresh.length > 0) this.options.warn(unreadText(fresh));
  }

  #isNews(reason: RejectedReason, formats: readonly string[]): boolean {
    const named = this.#named.get(reason);
    return named === undefined || formats.some((format) => !named.has(format));
  }

  #say(balance: Balance, isNew: (reason: RejectedReason, said: LossText) => boolean, more = ''): void {
    for (const [reason, said] of lossTexts(balance, this.options.words)) {
      if (!isNew(reason, said)) continue;
      this.#said.set(reason, said.text);
      this.#named.set(reason, new Set([...(this.#named.get(reason) ?? []), ...said.formats]));
      this.options.warn(said.text + more);
    }
  }
}
