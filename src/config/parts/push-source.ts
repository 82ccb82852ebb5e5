import * as z from 'zod';
import { lateSource } from '../../io/sources/late-source.js';
import { PUSH_ABOUT } from '../../pipelines/push/push-row.js';
import { accessOf } from '../settings/access-of.js';
import { accessSettings } from '../settings/access-settings.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { listenSetting } from '../settings/listen-setting.js';
import { mapSetting } from '../settings/map-setting.js';
import { accessObjections } from './access-objections.js';
import { ARRIVAL_TIME } from './arrival-time.js';
import { knownFields } from './known-fields.js';
import type { SourcePart } from './part.js';

const JOBS =
  'Names of jobs are wanted here: [backup, report], or each with the longest time between two reports: { backup: 26h }.';
const NAME = 'A name of a job has letters, digits, and . _ - : it is part of the URL that it reports to.';

const jobName = () => z.string({ error: NAME }).regex(/^[A-Za-z\d_][\w.-]{0,99}$/, { error: NAME });

const settings = late(() =>
  mapSetting({
    push: listenSetting(8090),
    jobs: z
      .union([z.array(jobName()).min(1, { error: JOBS }), z.record(jobName(), positiveDuration())], {
        error: JOBS,
      })
      .meta({ examples: [{ backup: '26h', report: '2h' }] })
      .describe(
        'The jobs that report, each at /push/NAME; with use: push each with the time after which it is missing. Default of that: 25h.',
      ),
    ...accessSettings,
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

/** Jobs that report over HTTP. */
export const pushSourcePart: SourcePart<Settings> = {
  name: 'push',
  get settings() {
    return settings();
  },
  objections: (given) => accessObjections('push', given.push, given),
  fields: () => ({ known: knownFields(PUSH_ABOUT), open: false }),
  time: ARRIVAL_TIME,
  build: ({ push, jobs, ...access }, { clock, inform, warn, directory }) =>
    // With a journal: few runs need it.
    lateSource(async () => {
      const { pushSource } = await import('../../pipelines/push/push-source.js');
      return pushSource({
        address: push,
        jobs: Array.isArray(jobs) ? jobs : Object.keys(jobs),
        directory,
        clock,
        access: accessOf(access),
        inform,
        warn,
      });
    }),
};
