import { TidemarkError } from '../../operators/tidemark-error.js';
import type { Balance, RejectedCounts } from '../../pipelines/balance.js';
import type { PipelinePlan } from '../compile/plan-pipeline.js';
import { outputName } from '../compile/plan-stream.js';
import type { Path } from '../diagnostic.js';
import type { Parts } from '../parts/part.js';
import type { NamedTest } from '../settings/test-settings.js';
import { alertWatcher } from './alert-watcher.js';
import type { Feed } from './feed-source.js';
import { feedsOf } from './feeds-of.js';
import { rowsWatcher } from './rows-watcher.js';
import { runFeeds } from './run-feeds.js';
import { subjectsNamed } from './subject.js';
import type { ExpectationWatcher, Failure, Watcher } from './watcher.js';

/** Runs one test of a pipeline, and resolves with what did not come true. `others` look on. */
export const runTest = async (
  plan: PipelinePlan,
  parts: Parts,
  test: NamedTest,
  path: Path,
  others: readonly Watcher[],
): Promise<readonly Failure[]> => {
  const watchers: ExpectationWatcher[] = [];
  const failures: Failure[] = [];
  for (const [name, list] of Object.entries(test.expect)) {
    const at = [...path, 'expect', name];
    const [subject] = subjectsNamed(plan.settings.streams, name);
    const has = (stream: string): boolean => plan.streams.some((one) => one.name === stream);
    if (subject?.kind === 'alert' && has(`${subject.stream}/${subject.alert}`)) {
      watchers.push(alertWatcher(`${subject.stream}/${subject.alert}`, name, list, at));
    } else if (subject?.kind === 'stream' && has(subject.stream)) {
      // What goes out, where that is less than what comes out of the windows.
      const out = outputName(name);
      watchers.push(rowsWatcher(has(out) ? out : name, name, list, at));
    } else {
      const message = `${name} is not there, because its settings hold variables that are not set.`;
      failures.push({ path: at, part: 'key', message, details: [] });
    }
  }
  let running: Path = [];
  try {
    const feeds = feedsOf(plan, parts, test.feed).map(
      (feed, i): Feed =>
        (time) => {
          running = [i];
          return feed(time);
        },
    );
    const { balance, end } = await runFeeds(plan, parts, feeds, [...watchers, ...others]);
    const wrong = [...failures, ...watchers.flatMap((watcher) => watcher.failures(end))];
    const turnedAway = countsOf(balance);
    // What was turned away is often why something did not come.
    return wrong.map((failure) =>
      turnedAway === '' ? failure : { ...failure, details: [...failure.details, turnedAway] },
    );
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return [{ path: [...path, 'feed', ...running], message: error.message, details: [] }];
  }
};

/** `Turned away: late 3 (errors), no-time 1.`; empty where nothing was. */
const countsOf = ({ rejected, streams }: Balance): string => {
  const texts = [
    ...countsIn(rejected),
    ...streams.flatMap(({ name, rejected: own }) => countsIn(own).map((text) => `${text} (${name})`)),
  ];
  return texts.length === 0 ? '' : `Turned away: ${texts.join(', ')}.`;
};

const countsIn = (counts: RejectedCounts): readonly string[] =>
  Object.entries(counts).map(([reason, n]) => `${reason} ${n}`);
