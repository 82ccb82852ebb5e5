import { Command, Option } from 'commander';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import { optionValue } from './option-value.js';
import type { S3MonitorFlags } from './s3-monitor/run-s3-monitor.js';
import { whyTestCommand } from './s3-monitor/why.js';

const positive = (text: string): number => {
  const milliseconds = parseDuration(text);
  if (milliseconds > 0 && Number.isInteger(milliseconds)) return milliseconds;
  throw new TidemarkError('usage', `"${text}" must be at least 1ms, in whole milliseconds.`);
};

const duration = (flags: string, description: string, text: string): Option => {
  const [name = flags] = flags.split(' ');
  return new Option(flags, description).argParser(optionValue(name, positive)).default(positive(text), text);
};

const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `tidemark s3-monitor`: the fifth of the five ready-made pipelines. */
export const s3MonitorCommand = (): Command =>
  new Command('s3-monitor')
    .summary('Tests a bucket, and says when it is slow or down.')
    .description(
      'Tests a bucket: uploads, downloads, deletes and round trips, each on its own and one attempt each, and says how long they took, what failed, and when it fails too often, is slow, or is silent. What it writes it removes.',
    )
    .addCommand(whyTestCommand())
    .argument('<bucket>', 's3://bucket/prefix')
    .addOption(duration('--every <time>', 'how often each probe tests, 1s to 1d', '10s'))
    .option('--size <size>', 'of the objects, up to 64MiB; repeatable (default: 64KiB)', collected)
    .option('--payload <file>', 'write this instead of random bytes')
    .option(
      '--probe <probe>',
      'upload, download, delete, round_trip (default: these), multipart, range; repeatable',
      collected,
    )
    .addOption(duration('--timeout <time>', 'for each request', '10s'))
    .option('--connection <kind>', 'new for each sample, or reused (default: new)')
    .option('--name <name>', 'of the monitor (default: s3-monitor)')
    .option('--log [url]', 'tell a logs API of results; without URL one in this process, in logs.txt')
    .option('--endpoint <url>', "of a store that is not AWS's")
    .option('--region <region>', 'of the bucket')
    .option('--profile <name>', 'of ~/.aws')
    .option('--path-style', 'the bucket in the path, not in the host')
    .option('--once', 'test once with each probe, and end: 0 all well, 3 some failed')
    .option('--json', 'JSON lines of what comes of each test, and of alerts')
    .option('--state <dir>', 'remember there (default: $STATE_DIRECTORY, or s3-monitor.state here)')
    .addOption(duration('--drain-timeout <time>', 'after a stop, for what is under way', '15s'))
    .option('--print-config', 'print all this as a config, and exit')
    // Loaded when it runs: help and the other commands start without it.
    .action(async (bucket: string, flags: S3MonitorFlags) => {
      const { runS3Monitor } = await import('./s3-monitor/run-s3-monitor.js');
      await runS3Monitor(bucket, flags);
    });
