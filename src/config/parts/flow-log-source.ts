import type * as z from 'zod';
import type { Clock } from '../../io/clock.js';
import { lateSource } from '../../io/sources/late-source.js';
import type { Operator } from '../../operators/operator.js';
import { FLOW_TIME, flowRecords, flowTotals, TOTALS } from '../../pipelines/flow-log/flow-log.js';
import { APPS_ABOUT } from '../../pipelines/flow-log/vpc/apps-about.js';
import { accessOf } from '../settings/access-of.js';
import { accessSettings } from '../settings/access-settings.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { listenSetting } from '../settings/listen-setting.js';
import { countSetting, mapSetting } from '../settings/map-setting.js';
import { sizeSetting } from '../settings/size-setting.js';
import { accessObjections } from './access-objections.js';
import { knownFields } from './known-fields.js';
import type { SourcePart } from './part.js';

const limits = late(() =>
  mapSetting({
    body: sizeSetting().optional().describe('Of one request, decoded too. Default: 16MiB.'),
    waiting: sizeSetting().optional().describe('Of all requests that are not stored yet. Default: 256MiB.'),
    records: countSetting('A number of records is wanted here.')
      .optional()
      .describe('Of one request. Default: 100000.'),
    answers: sizeSetting()
      .optional()
      .describe('What answers that are being made take together. Default: 128MiB.'),
    connections: countSetting('A number of connections is wanted here.')
      .optional()
      .describe('Default: 1000.'),
    request: positiveDuration().optional().describe('How long a request may take to arrive. Default: 30s.'),
    idle: positiveDuration()
      .optional()
      .describe('How long a connection without a request is kept. Default: 65s.'),
    unread: positiveDuration()
      .optional()
      .describe('How long whoever asked may take to read each MiB of an answer. Default: 30s.'),
  }),
);

const settings = late(() =>
  mapSetting({
    http: listenSetting(3000),
    retain: positiveDuration()
      .optional()
      .describe('An hour is forgotten when nothing has come for it for so long. Default: never.'),
    ...accessSettings,
    limits: limits().optional().describe('What the server takes on at most.'),
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

/** Flow records that are sent over HTTP, and their sums for whoever asks. */
export const flowLogSource: SourcePart<Settings> = {
  name: 'http',
  get settings() {
    return settings();
  },
  objections: (given) => accessObjections('http', given.http, given),
  fields: () => ({ known: knownFields(APPS_ABOUT), open: false }),
  time: FLOW_TIME,
  serves: ({ retain }) => ({
    streams: [{ name: TOTALS, operators: [flowTotals(retain) as Operator<never, unknown>] }],
    rows: [flowRecords() as Operator<never, unknown>],
  }),
  build: ({ http, limits: given, ...access }, { clock, inform, warn, directory }) =>
    // With a journal and what judges records: few runs need it.
    lateSource(async () => {
      const { flowSource } = await import('../../pipelines/flow-log/flow-source.js');
      return flowSource({
        address: http,
        directory,
        clock,
        limits: given,
        access: accessOf(access),
        inform,
        warn,
        onProgress: slowly(clock, (done, total) =>
          inform(`reading the journal again: ${done} of ${total} requests`),
        ),
      });
    }),
};

/** Milliseconds between two words on how far the journal has been read again. */
const PROGRESS = 1000;

/** Says the first thing when as much time has passed, and then as often. */
const slowly = (clock: Clock, say: (done: number, total: number) => void): typeof say => {
  let saidAt = clock.now();
  return (done, total) => {
    if (clock.now() - saidAt < PROGRESS) return;
    saidAt = clock.now();
    say(done, total);
  };
};
