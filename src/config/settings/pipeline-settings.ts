import * as z from 'zod';
import { didYouMean } from '../../io/text/did-you-mean.js';
import { conditionSetting } from './condition-setting.js';
import { durationSetting, positiveDuration } from './duration-setting.js';
import { lookupSetting } from './lookup-setting.js';
import { flagSetting, mapSetting, namedMap, oneOrMore, textSetting } from './map-setting.js';
import { partSetting } from './part-setting.js';
import { streamSettings } from './stream-settings.js';
import { testSettings } from './test-settings.js';
import { zoneSetting } from './zone-setting.js';

/** A word that is none of these would be read as a pattern of single letters. */
const timeFormat = (wanted: string) =>
  textSetting(wanted).refine(
    (text) => TIME_FORMATS.has(text) || !/^[a-z_]{3,}$/.test(text) || text.includes('yy'),
    {
      error: (issue) => {
        const near = /unix|posix|second/.test(String(issue.input))
          ? 'epoch'
          : didYouMean(String(issue.input), TIME_FORMATS);
        return `"${String(issue.input)}" is no way to write times. ${wanted}${near === undefined ? '' : ` Did you mean ${near}?`}`;
      },
    },
  );

const TIME_FORMATS: ReadonlySet<string> = new Set([
  'auto',
  'iso',
  'epoch',
  'epoch_ms',
  'epoch_us',
  'epoch_ns',
  'clf',
]);

export const timeSettings = mapSetting({
  field: textSetting('The name of a field is wanted here.')
    .optional()
    .describe('The field that holds the time of a row. Default: what the format has.'),
  format: timeFormat('auto, iso, epoch, epoch_ms, epoch_us, epoch_ns, clf or a pattern is wanted here.')
    .optional()
    .describe(
      'How that field is written: auto (the default), iso, epoch, epoch_ms, epoch_us, epoch_ns, clf, or a pattern such as yyyy/MM/dd HH:mm:ss.',
    ),
  stamp: z
    .union(
      [
        z.enum(['start', 'end']),
        mapSetting({
          start: textSetting('The name of a field is wanted here.').describe(
            'The field that says how long it took.',
          ),
          unit: z
            .enum(['s', 'ms', 'us', 'ns'], { error: 'Write s, ms, us or ns.' })
            .optional()
            .describe('What a number in it counts. Default: ms; a text such as 1.2ms says so itself.'),
        }),
      ],
      {
        error: 'Write start or end, or { start: FIELD, unit: us } to say which field tells how long it took.',
      },
    )
    .optional()
    .meta({ examples: ['start', 'end', { start: 'request_us', unit: 'us' }] })
    .describe(
      'Which end of what is logged its time is: of start, a row has the time at which it was over, its time and its duration. Default: what is known of the format; Apache, Traefik, Envoy, HAProxy, S3 and classic load balancers write the start, all others the end.',
    ),
  lateness: durationSetting()
    .optional()
    .describe(
      'How far behind the newest row another may be and still count. Default 1m: logs are written when something is over, and may be stamped when it began.',
    ),
  idle: durationSetting()
    .optional()
    .describe('Silence after which time goes on by itself, while the source is live. Default 10s.'),
  ahead: durationSetting()
    .optional()
    .describe(
      'A row further ahead of the newest than this is held back until others confirm it, or rejected as future. Default 5m.',
    ),
  zone: zoneSetting()
    .optional()
    .describe('Zone of times that name none, and of the times in messages. Default UTC.'),
});

/** One pipeline. With `use`, what is written here goes over a ready-made one; null takes something out of it. */
export const pipelineSettings = mapSetting({
  use: textSetting('The name of a ready-made pipeline is wanted here.')
    .optional()
    .describe('A ready-made pipeline to start from.'),
  source: oneOrMore(partSetting('source'))
    .optional()
    .describe('Where rows come from; several are read as one.'),
  time: timeSettings.optional().describe('How the rows’ times make windows close.'),
  lookup: lookupSetting
    .optional()
    .describe('Fields from tables, before everything else: of what a table does not know, they are null.'),
  skip: conditionSetting()
    .optional()
    .describe(
      'Rows that do not concern: those for which this is true reach no stream, and are counted as filtered. A row on which it cannot be judged stays.',
    ),
  requests: flagSetting()
    .optional()
    .describe(
      'Whether only HTTP requests become rows; what can be read and is none is rejected as not-a-request. Default: false, and true with use: access-log.',
    ),
  where: conditionSetting().optional().describe('Rows for which this is not true reach no stream.'),
  derive: namedMap('a field', conditionSetting())
    .optional()
    .describe('Fields computed from the others, before any stream.'),
  streams: namedMap('a stream', streamSettings.nullable()).optional().describe('What is computed, by name.'),
  rejected: oneOrMore(partSetting('sink'))
    .optional()
    .describe('Where inputs go that did not become rows, or came too late.'),
  dead_letters: oneOrMore(partSetting('sink'))
    .optional()
    .describe(
      'Where rows go that an output refuses for good. Default: nowhere; they are counted, and the first of each reason is warned of. What a file refuses ends the pipeline.',
    ),
  give_up_after: positiveDuration()
    .optional()
    .describe('An output that fails for so long counts as refusing. Default: it is tried for ever.'),
  tests: z
    .array(testSettings, { error: 'A list of tests is wanted here.' })
    .optional()
    .describe('Run by tidemark test.'),
});

export type PipelineSettings = z.output<typeof pipelineSettings>;
