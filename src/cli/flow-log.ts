import { Command, Option } from 'commander';
import type { FlowLogOptions } from '../config/ready-made/flow-log.js';
import type { ReadyMadeFlags } from '../host/run-ready-made.js';
import { parseAddress } from '../io/http/address.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { type AccessFlags, accessOfFlags, withAccess } from './access-options.js';
import { optionValue } from './option-value.js';

const positive = (text: string): number => {
  const milliseconds = parseDuration(text);
  if (milliseconds > 0 && Number.isInteger(milliseconds)) return milliseconds;
  throw new TidemarkError('usage', `"${text}" must be at least 1ms, in whole milliseconds.`);
};

const address = new Option('--listen <address>', 'where to listen')
  .argParser(optionValue('--listen', parseAddress))
  .default(parseAddress('127.0.0.1:3000'), '127.0.0.1:3000')
  .env('TIDEMARK_LISTEN');

const duration = (flags: string, description: string, text: string): Option =>
  new Option(flags, description)
    .argParser(optionValue(flags.split(' ', 1)[0] ?? flags, positive))
    .default(positive(text), text);

const FORGETFUL = 'remembers nothing: a restart begins anew. Give --state DIR to keep the sums.';

type Flags = Omit<FlowLogOptions, 'token'> & AccessFlags & ReadyMadeFlags;

/** `tidemark flow-log`: the second of the five ready-made pipelines. */
export const flowLogCommand = (): Command =>
  withAccess(
    new Command('flow-log')
      .summary('Sums up flow records sent over HTTP.')
      .description('Sums up flow records that are sent over HTTP, by app, VPC and hour.')
      .addOption(address),
  )
    .option('--state <dir>', 'remember there: what is answered with 200 is on disk')
    .addOption(duration('--retain <time>', 'forget an hour when nothing has come for it for so long', '30d'))
    .addOption(duration('--drain-timeout <time>', 'after a stop, for what is under way', '10s'))
    .option('--print-config', 'print all this as a config, and exit')
    // Loaded when it runs: help and the other commands start without it.
    .action(async (flags: Flags) => {
      const { token } = accessOfFlags(flags.listen, flags);
      const [{ flowLogConfig }, { runReadyMade }] = await Promise.all([
        import('../config/ready-made/flow-log.js'),
        import('../host/run-ready-made.js'),
      ]);
      const tree = flowLogConfig({ ...flags, token: typeof token === 'string' ? 'TIDEMARK_TOKEN' : token });
      await runReadyMade(tree, flags, { forgetful: FORGETFUL });
    });
