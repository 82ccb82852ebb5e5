import { balanceText } from '../host/balance-text.js';
import { wantsColours } from '../host/colours.js';
import { log, warn } from '../host/log.js';
import { onceAMinute } from '../host/once-a-minute.js';
import { openStore } from '../host/open-store.js';
import { stopSignal } from '../host/stop-signal.js';
import { systemClock } from '../io/clock.js';
import { type AccessLogFormat, accessLog as accessLogCodec } from '../io/codecs/access-log/access-log.js';
import type { AccessLogRow } from '../io/codecs/access-log/access-log-row.js';
import { writtenFiles } from '../io/sinks/file/written-files.js';
import { fileSink } from '../io/sinks/file.js';
import { jsonLines } from '../io/sinks/json-lines.js';
import type { Sink } from '../io/sinks/sink.js';
import { stdout } from '../io/sinks/stdout.js';
import { readsWritten } from '../io/sources/file/reads-written.js';
import { file } from '../io/sources/file.js';
import type { Source } from '../io/sources/source.js';
import { stdin } from '../io/sources/stdin.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import type { Rate } from '../operators/time/rate.js';
import { ACCESS_LOG_FIELDS, accessLog } from '../pipelines/access-log/access-log.js';
import { readable } from '../pipelines/access-log/readable.js';
import { run } from '../pipelines/run.js';

export interface AccessLogFlags {
  readonly threshold: Rate;
  readonly period: number;
  readonly window: number;
  readonly lateness: number;
  readonly idle: number;
  readonly format: AccessLogFormat;
  readonly top: number;
  readonly json?: true;
  readonly zone: string;
  readonly once?: true;
  readonly start?: 'beginning' | 'end' | { readonly milliseconds: number };
  readonly state?: string;
  readonly close?: true;
  readonly printConfig?: true;
  readonly checkpoint: number;
  readonly drainTimeout: number;
  readonly out?: string;
  readonly webhook?: string;
  readonly deadLetters?: string;
  readonly giveUpAfter?: number;
}

/** Runs the access-log monitor as the flags say, until its input ends or a signal stops it. */
export async function watchAccessLog(path: string, flags: AccessLogFlags): Promise<void> {
  check(path, flags);
  if (flags.printConfig === true) {
    const { accessLogConfig } = await import('../config/ready-made/access-log-config.js');
    process.stdout.write(accessLogConfig({ ...flags, path }));
    return;
  }
  const clock = systemClock();
  const jsonFile = (name: string): Sink => fileSink({ path: name, format: jsonLines(), onWarning: warn });
  const format =
    flags.json === true ? jsonLines() : readable({ zone: flags.zone, colours: wantsColours(process.stdout) });
  const spec = accessLog({
    ...flags,
    source: sourceOf(path, flags),
    to: [flags.out === undefined ? stdout({ format }) : jsonFile(flags.out)],
    notify: flags.webhook === undefined ? [] : [await webhook(flags.webhook)],
    deadLetters: flags.deadLetters === undefined ? [] : [jsonFile(flags.deadLetters)],
  });
  // The run keeps to its limit by itself; this one is for what hangs.
  const signal = stopSignal(flags.drainTimeout + 5000);
  const retrying = { clock, signal, random: Math.random, onRetry: onceAMinute(warn) };
  const store = flags.state === undefined ? undefined : await openStore(flags.state, retrying);
  try {
    const balance = await run(spec, {
      ...retrying,
      store,
      close: flags.close === true,
      checkpoint: flags.checkpoint,
      drainTimeout: flags.drainTimeout,
      giveUpAfter: flags.giveUpAfter,
      onWarning: warn,
    });
    log.show(balanceText(balance));
  } finally {
    await store?.close();
  }
}

// What few runs need is loaded by those: it takes longer to load than the rest of the command.
async function webhook(url: string): Promise<Sink> {
  const { httpSink } = await import('../io/sinks/http.js');
  return httpSink({ url, body: { text: '{message}' } });
}

function sourceOf(path: string, flags: AccessLogFlags): Source<AccessLogRow> {
  const once = flags.once === true;
  const codec = accessLogCodec({ format: flags.format });
  const reading = { codec, fields: ACCESS_LOG_FIELDS, clock: systemClock() };
  if (path === '-') return stdin({ ...reading, live: !once });
  return file({
    ...reading,
    path,
    follow: !once,
    onWarning: warn,
    start: flags.start ?? (once ? 'beginning' : oneWindowBack(flags)),
    // The next run goes on with a line that the writer has not finished.
    lastLine: flags.state !== undefined && flags.close !== true ? 'leave' : 'take',
  });
}

/** Followed from there, the alert is right from the first second on: its window is full. */
const oneWindowBack = ({ window, period, lateness }: AccessLogFlags): { readonly milliseconds: number } => ({
  milliseconds: Math.max(window, period) + lateness,
});

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
