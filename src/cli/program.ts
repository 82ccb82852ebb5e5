import { CommanderError } from 'commander';
import { BadConfig } from '../config/bad-config.js';
import { type LogSettings, log, settleLog } from '../host/log.js';
import { offerLinearEngine } from '../io/patterns/linear-engine.js';
import { writesToStream } from '../io/sinks/written-streams.js';
import { oneLine, printableLines } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { offerLeanHeap } from '../pipelines/web-monitor/lean-heap.js';
import type { ProcessFlags } from './code/process-flags.js';
import { rootCommand, withChildren } from './root-command.js';
import { welcome } from './welcome.js';

const FAILURE = 1;
const USAGE = 2;
const BAD_CONFIG = 78;

/**
 * Runs the command, and sets the exit code of the process. Never rejects. `flags`: changes those of V8; of whoever keeps compiled
 * code, which depends on them.
 */
export async function main(argv: readonly string[], flags: ProcessFlags): Promise<void> {
  process.once('beforeExit', onNothingLeft);
  await run(argv, flags);
  process.off('beforeExit', onNothingLeft);
}

async function run(argv: readonly string[], flags: ProcessFlags): Promise<void> {
  // Messages that nobody can read any more are no reason to fail.
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', onOutputError);
  if (argv.length < 3) {
    process.stderr.write(welcome(process.cwd()));
    process.exitCode = USAGE;
    return;
  }
  offerLinearEngine(flags.turnOnLinearEngine);
  offerLeanHeap(flags.keepHeapLean);
  writesToStream(2, 'standard error');
  const root = rootCommand();
  const commands = withChildren(root);
  // Set to nothing is not set, as in a shell's `${NAME:-…}`.
  for (const { envVar } of commands.flatMap(({ options }) => options))
    if (envVar !== undefined && process.env[envVar] === '') delete process.env[envVar];
  // What is wrong with the command line is said when it is known how to say things.
  let wrong = '';
  const writeErr = (text: string): void => {
    // As everything else that the command says of itself.
    wrong += text.replace(/^error: (.)/, (_, first: string) => `tidemark: ${first.toUpperCase()}`);
  };
  for (const command of commands) {
    command
      .exitOverride()
      .showHelpAfterError('(add --help for what is allowed)')
      .configureOutput({ writeErr });
  }
  root.hook('preAction', () => settleLog(root.opts<LogSettings>()));
  try {
    await root.parseAsync(argv);
  } catch (error) {
    await settleLog(root.opts<LogSettings>());
    if (wrong !== '') log.show(printableLines(wrong), 'error');
    process.exitCode = report(error);
  }
}

/** Of what is written without a sink: help, a schema, a config. Sinks have an ear of their own. */
function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || process.stdout.listenerCount('error') > 1) return;
  log.error(`Standard output takes nothing: ${error.code ?? error.message}.`);
  process.exitCode = FAILURE;
}

/** Something is waited for, and nothing is left that could end it: that would be an end in silence. */
function onNothingLeft(): void {
  log.error("It ended before it was done, which is a defect of Tidemark's own; please report it.");
  process.exitCode = FAILURE;
}

/** Exit code of what went wrong; a user's mistake gets one line, a defect of ours its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  if (error instanceof BadConfig) {
    log.show(error.text, 'error');
    log.error(oneLine(error.message));
    return BAD_CONFIG;
  }
  if (!(error instanceof TidemarkError)) {
    log.error("this is a defect of Tidemark's own; please report it.");
    const stack = error instanceof Error ? error.stack : undefined;
    log.show(`${printableLines(stack ?? String(error))}\n`, 'error');
    return FAILURE;
  }
  // Whoever closes the pipe has seen enough: `tidemark … | head` is no failure.
  if (error.code === 'output-closed') return 0;
  log.error(oneLine(error.message));
  return error.code === 'usage' || error.code === 'bad-options' ? USAGE : FAILURE;
}
