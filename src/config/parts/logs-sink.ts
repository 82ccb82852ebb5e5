import type * as z from 'zod';
import type { Sink } from '../../io/sinks/sink.js';
import { resultsSink } from '../../pipelines/results/results-sink.js';
import { positiveDuration } from '../settings/duration-setting.js';
import { late } from '../settings/late.js';
import { textSetting } from '../settings/map-setting.js';
import { sinkSetting } from '../settings/sink-setting.js';
import { canConnect } from './can-connect.js';
import { objectionsTo } from './objections-to.js';
import type { SinkContext, SinkPart } from './part.js';

const ADDRESS = 'The address of a logs API is wanted here, such as http://127.0.0.1:8081/logs.';

const settings = late(() =>
  sinkSetting({
    logs: textSetting(ADDRESS)
      .regex(/^(https?:\/\/|\$\{)/i, { error: ADDRESS })
      .describe('Address of a logs API; results of tests go there, one a request.'),
    token: textSetting('A token is wanted here.')
      .optional()
      .describe('The token that it wants, where it wants one.'),
    timeout: positiveDuration().optional().describe('For one whole request. Default: 10s.'),
  }),
);

type Settings = z.output<ReturnType<typeof settings>>;

const build = ({ logs: url, token, timeout }: Settings, context?: SinkContext): Sink =>
  resultsSink({
    ...{ url, token, timeout },
    ...{ name: context?.name, clock: context?.clock, onAnswer: context?.onAnswer },
  });

/** A logs API. */
export const logsSink: SinkPart<Settings> = {
  name: 'logs',
  guarantee: 'at least once',
  get settings() {
    return settings();
  },
  objections: (given) =>
    objectionsTo(
      () => build(given),
      (message) => [/header/i.test(message) ? 'token' : 'logs', message],
    ),
  build,
  probe: ({ logs }) => canConnect(new URL(logs)),
};
