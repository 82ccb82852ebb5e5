import { type AccessLogOptions, accessLogConfig } from '../config/ready-made/access-log.js';
import { usualFormat } from '../config/settings/usual-field.js';
import { type ReadyMadeFlags, runReadyMade } from '../host/run-ready-made.js';
import { FORMATS } from '../io/codecs/formats.js';
import { writtenFiles } from '../io/sinks/file/written-files.js';
import { readsWritten } from '../io/sources/file/reads-written.js';
import { didYouMean } from '../io/text/did-you-mean.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { CONFIG_WORDS, type SettingWords } from '../pipelines/losses/needed-text.js';

export type AccessLogFlags = Omit<AccessLogOptions, 'path' | 'json'> & ReadyMadeFlags;

/** Runs the access-log monitor as the flags say, until its input ends or a signal stops it; or prints its config. */
export async function runAccessLog(path: string, flags: AccessLogFlags): Promise<void> {
  check(path, flags);
  checkFormat(flags);
  await runReadyMade(accessLogConfig({ ...flags, path }), flags, { words: FLAGS });
}

/** What is a flag is written as one; the rest only a config can say. */
const FLAGS: SettingWords = {
  setting: (name, value) =>
    name === 'ahead' ? `${CONFIG_WORDS.setting(name, value)} in a config` : `--${name} ${value}`,
  format: (name) => `say --format ${name}.`,
  duration: (_, unit) => `--duration ${unit}`,
  time: 'Lines of an access log have their time in brackets.',
};

const LAYOUTS = ['common', 'combined', 'vhost_common', 'vhost_combined'];
/** Those that know the unit of what a line ends in from nobody else. */
const WITH_UNIT = ['auto', 'access-log', 'w3c', ...LAYOUTS];

function checkFormat({ format, duration }: AccessLogFlags): void {
  const known = ['auto', ...LAYOUTS, ...FORMATS.map(({ name }) => name)];
  if (!known.includes(format)) {
    // Who writes JSON is told by itself here.
    const usual = usualFormat(format)?.replace(/^\{.*/, 'jsonl');
    const near = usual ?? didYouMean(format, known);
    const perhaps = near === undefined ? '' : ` Did you mean ${near}?`;
    throw new TidemarkError(
      'usage',
      `--format: "${format}" is no format; it is one of ${known.join(', ')}.${perhaps}`,
    );
  }
  if (duration !== undefined && !WITH_UNIT.includes(format)) {
    throw new TidemarkError('usage', `--duration: ${format} says by itself what its durations count.`);
  }
}

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
