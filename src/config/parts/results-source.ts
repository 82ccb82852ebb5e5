import * as z from 'zod';
import { lateSource } from '../../io/sources/late-source.js';
import { RESULT_ABOUT } from '../../pipelines/results/result.js';
import { accessOf } from '../settings/access-of.js';
import { accessSettings } from '../settings/access-settings.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { listenSetting } from '../settings/listen-setting.js';
import { countSetting, mapSetting, textSetting } from '../settings/map-setting.js';
import { sizeSetting } from '../settings/size-setting.js';
import { accessObjections } from './access-objections.js';
import { ARRIVAL_TIME } from './arrival-time.js';
import { knownFields } from './known-fields.js';
import type { SourcePart } from './part.js';

const IDS = 'A number of results is wanted here, from 1 to 50000000.';

const log = late(() =>
  mapSetting({
    file: textSetting('The name of a file is wanted here.')
      .min(1, { error: 'The name of a file is missing.' })
      .optional()
      .describe('The file. Default: logs.txt.'),
    format: z
      .enum(['text', 'jsonl'], { error: 'Write text or jsonl.' })
      .optional()
      .describe('How it is written. Default: text.'),
    size: sizeSetting().optional().describe('Begins another file before one is larger than this.'),
    every: positiveDuration().optional().describe('Begins another file this often; whole seconds.'),
  }),
);

const settings = late(() =>
  mapSetting({
    results: listenSetting(8081),
    log: log()
      .optional()
      .describe('The log that GET /logs is answered from; with use: logs-api it is written there.'),
    keep: positiveDuration()
      .optional()
      .describe('How long a result is known by its monitor and test_id after it has come. Default: 7d.'),
    ids: countSetting(IDS)
      .max(50_000_000, { error: IDS })
      .optional()
      .describe('Results that are known at most, 72 bytes each. Default: 1000000.'),
    ...accessSettings,
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

/** Results of probes that are sent over HTTP. */
export const resultsSourcePart: SourcePart<Settings> = {
  name: 'results',
  get settings() {
    return settings();
  },
  objections(given) {
    return [
      ...accessObjections('results', given.results, given),
      ...(given.log?.every !== undefined && given.log.every % 1000 !== 0
        ? [['log', 'A period is a whole number of seconds.'] as const]
        : []),
    ];
  },
  fields: () => ({ known: knownFields(RESULT_ABOUT), open: false }),
  time: ARRIVAL_TIME,
  build: (
    { results, log: { file = 'logs.txt', format, size, every } = {}, keep, ids, ...access },
    { clock, inform, warn, directory },
  ) =>
    // With a journal: few runs need it.
    lateSource(async () => {
      const { resultsSource } = await import('../../pipelines/results/results-source.js');
      return resultsSource({
        address: results,
        directory,
        log: {
          path: file,
          format: format === 'jsonl' ? 'results-jsonl' : 'results',
          rotate: { size, every },
        },
        clock,
        keep,
        ids,
        access: accessOf(access),
        inform,
        warn,
      });
    }),
};
