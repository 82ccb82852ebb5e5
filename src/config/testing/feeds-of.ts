import type { Clock } from '../../io/clock.js';
import { TidemarkError } from '../../operators/tidemark-error.js';
import { parseRate } from '../../operators/time/rate.js';
import type { PipelinePlan } from '../compile/plan-pipeline.js';
import { codecOf } from '../parts/format.js';
import type { FieldInfo, Parts, RowFields } from '../parts/part.js';
import { withTable } from '../parts/with-table.js';
import type { PartSetting } from '../settings/part-setting.js';
import type { FeedSettings } from '../settings/test-settings.js';
import { type Feed, START } from './feed-source.js';
import { fileFeed } from './file-feed.js';
import { rateFeed } from './rate-feed.js';
import { rowMaker, usualFields, withUsual } from './row-maker.js';
import { rowsFeed } from './rows-feed.js';

/** The fields of the rows that the sources of a pipeline give. */
export const sourceFields = ({ sources }: PipelinePlan, parts: Parts): RowFields => {
  const all = sources.map(({ part, settings }) => part.fields(settings, parts));
  const known: Record<string, FieldInfo> = {};
  for (const fields of all) Object.assign(known, fields.known);
  return { known, open: all.length === 0 || all.some(({ open }) => open) };
};

/** Files are read in one go: their source never waits. */
const STILL: Clock = { now: () => START, sleep: () => new Promise(() => undefined) };

/** The feeds of a test. Rows come as from the first source of the pipeline. */
export const feedsOf = (
  plan: PipelinePlan,
  parts: Parts,
  feeds: readonly FeedSettings[],
): readonly Feed[] => {
  const tag = plan.sources[0]?.tag;
  const usual = usualFields(sourceFields(plan, parts), tag);
  return feeds.map((feed) => {
    if ('rate' in feed)
      return rateFeed(parseRate(feed.rate), feed.for, rowMaker(withUsual(usual, feed.row ?? {})));
    if ('rows' in feed) return rowsFeed(feed.rows, feed.at, usual, plan.timeSettings);
    return fileFeed(feed.file, codecFor(plan, parts), tag, STILL, (source) =>
      withTable(source, formatIn(plan), parts, { clock: STILL, warn: () => undefined }),
    );
  });
};

const formatIn = ({ sources: [source] }: PipelinePlan): PartSetting | undefined =>
  source?.part.format?.(source.settings) as PartSetting | undefined;

const codecFor = (plan: PipelinePlan, parts: Parts) => {
  const {
    sources: [source],
    timeSettings,
  } = plan;
  const format = formatIn(plan);
  if (format === undefined)
    throw new TidemarkError('bad-options', 'The source of this pipeline has no format to read a file in.');
  return codecOf(format, parts, timeSettings, {
    around: source?.part.around?.(source.settings) ?? {},
  });
};
