import { type AccessLogOptions, accessLogConfig } from '../config/ready-made/access-log.js';
import { type ReadyMadeFlags, runReadyMade } from '../host/run-ready-made.js';
import { writtenFiles } from '../io/sinks/file/written-files.js';
import { readsWritten } from '../io/sources/file/reads-written.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { CONFIG_WORDS, type SettingWords } from '../pipelines/losses/needed-text.js';

export type AccessLogFlags = Omit<AccessLogOptions, 'path' | 'json'> & ReadyMadeFlags;

/** Runs the access-log monitor as the flags say, until its input ends or a signal stops it; or prints its config. */
export async function runAccessLog(path: string, flags: AccessLogFlags): Promise<void> {
  check(path, flags);
  await runReadyMade(accessLogConfig({ ...flags, path }), flags, { words: FLAGS });
}

/** What is a flag is written as one; the rest only a config can say. */
const FLAGS: SettingWords = {
  setting: (name, value) =>
    name === 'ahead' ? `${CONFIG_WORDS.setting(name, value)} in a config` : `--${name} ${value}`,
  format: (name) => `write format: ${name} at the source of a config, and run that with tidemark run.`,
  duration: (_, unit) => `--duration ${unit}`,
  time: 'Lines of an access log have their time in brackets.',
};

/** What no config can say is wrong, and what people would not understand of the config that they have not written. */
function check(path: string, { state, close, once, out, deadLetters }: AccessLogFlags): void {
  const refuse = (message: string): never => {
    throw new TidemarkError('usage', message);
  };
  for (const [flag, output] of [
    ['--out', out],
    ['--dead-letters', deadLetters],
  ] as const) {
    if (path !== '-' && output !== undefined && readsWritten([path], writtenFiles(output))) {
      refuse(
        `${flag}: ${output} is a file that is read here: it would read what it writes. Write elsewhere.`,
      );
    }
  }
  if (path === '-' && state !== undefined) {
    refuse('--state: standard input cannot be read again after a restart. Give the name of a file.');
  }
  if (close === true && (state === undefined || once !== true)) {
    refuse(
      '--close: goes with --once and --state; without them windows close at the end anyway, or there is none.',
    );
  }
}
