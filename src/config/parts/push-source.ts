import * as z from 'zod';
import { accessObjection } from '../../io/http/access.js';
import { parseAddress } from '../../io/http/address.js';
import { lateSource } from '../../io/sources/late-source.js';
import { PUSH_ABOUT } from '../../pipelines/push/push-row.js';
import { accessOf } from '../settings/access-of.js';
import { accessSettings } from '../settings/access-settings.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { mapSetting } from '../settings/map-setting.js';
import { scalar } from '../settings/scalar.js';
import { knownFields } from './known-fields.js';
import type { SourcePart } from './part.js';

const ADDRESS = 'An address to listen at is wanted here: a host, a colon and a port, such as 127.0.0.1:8090.';
const JOBS =
  'Names of jobs are wanted here: [backup, report], or each with the longest time between two reports: { backup: 26h }.';
const NAME = 'A name of a job has letters, digits, and . _ - : it is part of the URL that it reports to.';

const jobName = () => z.string({ error: NAME }).regex(/^[A-Za-z\d_][\w.-]{0,99}$/, { error: NAME });

const settings = late(() =>
  mapSetting({
    push: scalar({
      type: 'address',
      wanted: ADDRESS,
      examples: ['127.0.0.1:8090', ':8090'],
      read: (value) => parseAddress(String(value)),
    }).describe('Where to listen.'),
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

/** Times are those at which reports come, and never go back. */
const PUSH_TIME = { lateness: 0, idle: 0, ahead: Number.MAX_SAFE_INTEGER } as const;

/** Jobs that report over HTTP. */
export const pushSourcePart: SourcePart<Settings> = {
  name: 'push',
  get settings() {
    return settings();
  },
  objections(given) {
    const objection = accessObjection(given.push, accessOf(given));
    return objection === undefined ? [] : [[given.token === undefined ? 'push' : 'token', objection]];
  },
  fields: () => ({ known: knownFields(PUSH_ABOUT), open: false }),
  time: PUSH_TIME,
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
