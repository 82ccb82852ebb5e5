import { Command, Option } from 'commander';
import { TidemarkError } from '../operators/tidemark-error.js';
import { parseDuration } from '../operators/time/parse-duration.js';
import type { FileShipperFlags } from './file-shipper/run-file-shipper.js';
import { whyCommand } from './file-shipper/why.js';
import { optionValue } from './option-value.js';

const duration = (flags: string, description: string, text: string): Option => {
  const parse = (given: string): number => {
    const milliseconds = parseDuration(given);
    if (Number.isInteger(milliseconds)) return milliseconds;
    throw new TidemarkError('usage', `"${given}" must be in whole milliseconds.`);
  };
  const [name = flags] = flags.split(' ');
  return new Option(flags, description).argParser(optionValue(name, parse)).default(parse(text), text);
};

const atLeastOne = (text: string): number => {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new TidemarkError('usage', `"${text}" is no count; write a whole number of 1 or more.`);
};

const collected = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `tidemark file-shipper`: the third of the five ready-made pipelines. */
export const fileShipperCommand = (): Command =>
  new Command('file-shipper')
    .alias('ship')
    .summary('Ships finished files of a directory to S3.')
    .description(
      'Ships the files of a directory, and of all below it, to a bucket: each when it has been left alone for a while, and removes it when it is there for certain. Nothing is overwritten there, and nothing is listed.',
    )
    .addCommand(whyCommand())
    .argument('<dir>', 'whose files are shipped')
    .argument('<bucket>', 's3://bucket/prefix')
    .addOption(duration('--settle <time>', 'so long a file must have been left alone', '30s'))
    .option('--key <template>', 'of {host} {date} {name:date} {path} {name} (default: {host}/{date}/{path})')
    .option('--include <pattern>', 'ship these alone, such as "*.log"; repeatable', collected)
    .option('--exclude <pattern>', 'leave these; repeatable', collected)
    .option('--keep', 'leave what is shipped where it is')
    .option('--move <dir>', 'move what is shipped there')
    .option('--verify <how>', 'checksum, or read-back: read what is there (default: checksum)')
    .addOption(
      new Option('--concurrency <n>', 'files sent at once (default: 16)').argParser(
        optionValue('--concurrency', atLeastOne),
      ),
    )
    .option('--endpoint <url>', "of a store that is not AWS's")
    .option('--region <region>', 'of the bucket')
    .option('--profile <name>', 'of ~/.aws')
    .option('--path-style', 'the bucket in the path, not in the host')
    .option('--overwrite-guard <how>', 'head: for stores without conditional writes')
    .option('--compress <how>', 'gzip: compress on the way what is not compressed; the key ends with .gz')
    .option('--bwlimit <bandwidth>', 'such as 10MB/s')
    .option('--hours <hours>', 'ship at these hours, such as 22:00-06:00')
    .option('--remove-empty', 'remove directories that a file was the last thing in')
    .option('--heartbeat <url>', 'asked while all goes well; with --once: URL/start, then URL or URL/fail')
    .option('--once', 'ship what is finished, and end: 0 all, 1 some failed, 3 conflicts')
    .option('--dry-run', 'say what would be shipped, and as what; with --once')
    .option('--json', 'JSON lines of what became of each file, and of alerts')
    .option('--state <dir>', 'remember there (default: $STATE_DIRECTORY, or beside the directory)')
    .addOption(duration('--drain-timeout <time>', 'after a stop, for what is under way', '30s'))
    .option('--print-config', 'print all this as a config, and exit')
    // Loaded when it runs: help and the other commands start without it.
    .action(async (directory: string, to: string, flags: FileShipperFlags) => {
      const { runFileShipper } = await import('./file-shipper/run-file-shipper.js');
      await runFileShipper(directory, to, flags);
    });
