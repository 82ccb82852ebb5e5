import { isQuiet, isTransition, type Transition } from '../../operators/alert/alert-options.js';
import type { Path } from '../diagnostic.js';
import { parseExpectation, transitionDifferences, transitionField } from './expectation.js';
import type { Fields } from './row-maker.js';
import { shownFields, shownTime, shownTransition, shownValue } from './shown-values.js';
import type { ExpectationWatcher, Failure } from './watcher.js';

/** Transitions that are kept: more than anybody writes down. */
const MOST = 10_000;
const MOST_SHOWN = 20;

interface Came {
  readonly transition: Transition;
  readonly sinceStart: number;
}

/**
 * Compares the transitions of an alert with the list that is expected: all of them, in order. Those that only say
 * that all is well at the start (`initial`), and reminders, only where the list names them. What the end of the input
 * brings about after the feeds, such as a recovery because nothing more will come, does not count.
 */
export const alertWatcher = (
  stream: string,
  name: string,
  list: readonly Fields[],
  path: Path,
): ExpectationWatcher => {
  const named = (field: string): boolean => list.some((one) => Object.hasOwn(one, field));
  const skips = { initial: !named('initial'), reminder: !named('reminder') };
  const came: (Came & { readonly time: number })[] = [];
  /** The newest that was left out because it only says that all is well at the start. */
  let skipped: Came | undefined;
  return {
    stream,
    see(row, time, sinceStart) {
      if (!isTransition(row)) return;
      if (skips.initial && isQuiet(row)) {
        skipped = { transition: row, sinceStart };
        return;
      }
      if (skips.reminder && row.reminder === true) return;
      if (came.length < MOST) came.push({ transition: row, sinceStart, time });
    },
    failures(end) {
      const counted = came.filter(({ time }) => time < end);
      const wrong = firstFault(counted, list);
      if (wrong === undefined) return [];
      const after = came.filter(({ time }) => time >= end);
      const lines = [
        ...linesOf('What came:', counted),
        ...(after.length > 0 && counted.length < list.length
          ? linesOf('After the feeds had ended, not counted:', after.slice(0, 3))
          : []),
        ...(skipped !== undefined && counted.length < list.length
          ? linesOf('Left out, because the list names no initial:', [skipped])
          : []),
      ];
      return [{ path: [...path, ...wrong.at], message: `${name}: ${wrong.message}`, details: lines }];
    },
  };
};

const firstFault = (
  came: readonly Came[],
  list: readonly Fields[],
): (Pick<Failure, 'message'> & { readonly at: Path }) | undefined => {
  for (const [i, written] of list.entries()) {
    const one = came[i];
    if (one === undefined) {
      const so = i === 0 ? 'nothing came' : `nothing more came after ${i === 1 ? 'the first' : `${i}`}`;
      return { at: [i], message: `${shownFields(Object.entries(written))} was expected, and ${so}.` };
    }
    const { transition, sinceStart } = one;
    const [different] = transitionDifferences(parseExpectation(written), sinceStart, transition);
    if (different === undefined) continue;
    const wanted = written[different];
    const number = list.length === 1 ? 'the transition' : `transition ${i + 1}`;
    const message =
      different === 'at' || different === 'within'
        ? `${number} came at ${shownTime(sinceStart)}, not ${different} ${String(wanted)}.`
        : `${different} of ${number} is ${shownValue(transitionField(transition, different))}, not ${shownValue(wanted)}.`;
    return { at: [i, different], message };
  }
  const more = came.length - list.length;
  if (more <= 0) return undefined;
  const what =
    more === 1 ? 'one transition' : `${came.length === MOST ? 'at least ' : ''}${more} transitions`;
  return { at: [], message: `${what} more than expected.` };
};

const linesOf = (title: string, came: readonly Came[]): readonly string[] => {
  if (came.length === 0) return ['Nothing came.'];
  const lines = came.map(
    ({ transition, sinceStart }, i) =>
      `${String(i + 1).padStart(3)}. ${shownTransition(transition, sinceStart)}`,
  );
  const rest = lines.length - MOST_SHOWN;
  return [title, ...lines.slice(0, MOST_SHOWN), ...(rest > 0 ? [`     and ${rest} more`] : [])];
};
