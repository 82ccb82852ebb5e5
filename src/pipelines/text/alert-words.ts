import { levelTexts } from '../../io/text/level-texts.js';
import { duration } from '../../io/text/number-formats.js';
import type { Unit } from '../../io/text/value-text.js';
import type { AlertState, Transition } from '../../operators/alert/alert-options.js';

/** What is known of an alert besides its transitions. */
export interface AlertFacts {
  /** What it judges; absent where that is a condition, or silence. */
  readonly value?: string | undefined;
  readonly unit?: Unit | undefined;
  /** Fires on silence. */
  readonly absent: boolean;
  /** The states of which a message has been written for it; of others the usual words are said. */
  readonly worded: readonly AlertState[];
}

/** Finds an alert by the stream that it is of and its name. */
export type AlertOf = (stream: string, alert: string | undefined) => AlertFacts | undefined;

/**
 * A transition for people: its message, and before and after it what that leaves out of time, name, severity, value and
 * level; the message alone where nothing is known of the alert. `at` writes a time.
 */
export const alertWords = (
  transition: Transition,
  facts: AlertFacts | undefined,
  at: (time: number) => string,
): string => {
  const { time, alert, state, value, threshold, severity, message } = transition;
  if (facts === undefined) return message;
  const isOurs = !facts.worded.includes(state);
  const before = isOurs ? [] : [at(time), ...(alert === undefined ? [] : [alert])];
  const after = severity === undefined ? [] : [severity];
  const [valueText, level] = levelTexts(value, threshold, facts.unit);
  if (facts.absent) {
    if (threshold !== null) after.push(`nothing for ${duration(threshold, 'UTC')}`);
  } else if (level !== undefined) {
    const [said] = levelTexts(value, null, facts.unit);
    if (!isOurs || said !== valueText) after.push(`${facts.value ?? 'value'} ${valueText}`);
    after.push(`level ${level}`);
  }
  return [...before, after.length === 0 ? message : `${message} (${after.join(', ')})`].join('  ');
};
