import { Command, CommanderError } from 'commander';
import { BadConfig } from '../config/bad-config.js';
import { version } from '../host/version.js';
import { warn } from '../host/warn.js';
import { printableLines } from '../io/text/one-line.js';
import { TidemarkError } from '../operators/tidemark-error.js';
import { accessLogCommand } from './access-log.js';
import { auditCommand } from './audit.js';
import { checkCommand } from './check.js';
import { flowLogCommand } from './flow-log.js';
import { generateCommand } from './generate.js';
import { runCommand } from './run.js';
import { schemaCommand } from './schema.js';
import { testCommand } from './test.js';
import { welcome } from './welcome.js';

const FAILURE = 1;
const USAGE = 2;
const BAD_CONFIG = 78;

const program = (): Command => {
  const root = new Command('tidemark')
    .description('Watches streams: logs in, event-time statistics and alerts out.')
    .version(version())
    .addCommand(runCommand())
    .addCommand(checkCommand())
    .addCommand(schemaCommand())
    .addCommand(testCommand())
    .addCommand(accessLogCommand())
    .addCommand(flowLogCommand())
    .addCommand(auditCommand())
    .addCommand(generateCommand())
    .showHelpAfterError('(add --help for what is allowed)');
  const writeErr = (text: string) => process.stderr.write(printableLines(text));
  for (const command of withChildren(root)) command.exitOverride().configureOutput({ writeErr });
  return root;
};

const withChildren = (command: Command): Command[] => [command, ...command.commands.flatMap(withChildren)];

/** Exit code of what went wrong; a user's mistake gets one line, a defect of ours its stack. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
  if (error instanceof BadConfig) {
    process.stderr.write(error.text);
    warn(error.message);
    return BAD_CONFIG;
  }
  if (!(error instanceof TidemarkError)) {
    warn("this is a defect of Tidemark's own; please report it.");
    const stack = error instanceof Error ? error.stack : undefined;
    process.stderr.write(`${printableLines(stack ?? String(error))}\n`);
    return FAILURE;
  }
  // Whoever closes the pipe has seen enough: `tidemark … | head` is no failure.
  if (error.code === 'output-closed') return 0;
  warn(error.message);
  return error.code === 'usage' || error.code === 'bad-options' ? USAGE : FAILURE;
}

/** Runs the command, and sets the exit code of the process. Never rejects. */
export async function main(argv: readonly string[]): Promise<void> {
  // Messages that nobody can read any more are no reason to fail.
  process.stderr.on('error', () => undefined);
  try {
    if (argv.length < 3) {
      process.stderr.write(welcome(process.cwd()));
      process.exitCode = USAGE;
    } else await program().parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}
