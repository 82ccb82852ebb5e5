import { Option } from 'commander';
import { LOG_FORMATS, LOG_LEVELS } from '../host/log-levels.js';
import { envFiles } from './env-files.js';

/** The options of every command, given before or after its name. */
export const globalOptions = (): readonly Option[] => [
  // Read where it is parsed: what stands in it also counts for options that a variable may give.
  new Option('--env-file <file>', 'variables, NAME=value a line; may be repeated').argParser(
    envFiles(process.env),
  ),
  new Option('--log-level <level>', 'own log').choices(LOG_LEVELS).default('info').env('TIDEMARK_LOG_LEVEL'),
  new Option('--log-format <format>', 'of that')
    .choices(LOG_FORMATS)
    .default('text')
    .env('TIDEMARK_LOG_FORMAT'),
];
