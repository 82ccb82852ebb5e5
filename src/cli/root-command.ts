import { type Argument, Command, Help, type Option } from 'commander';
import { version } from '../host/version.js';
import { accessLogCommand } from './access-log.js';
import { auditCommand } from './audit.js';
import { checkCommand } from './check.js';
import { completionCommand } from './completion.js';
import { demoCommand } from './demo.js';
import { fieldsCommand } from './fields.js';
import { fileShipperCommand } from './file-shipper.js';
import { flowLogCommand } from './flow-log.js';
import { generateCommand } from './generate.js';
import { globalOptions } from './global-options.js';
import { initCommand } from './init.js';
import { logsApiCommand } from './logs-api.js';
import { lookCommand } from './look.js';
import { manCommand } from './man.js';
import { migrateCommand } from './migrate.js';
import { runCommand } from './run.js';
import { s3MonitorCommand } from './s3-monitor.js';
import { schemaCommand } from './schema.js';
import { sendCommand } from './send.js';
import { testCommand } from './test.js';
import { webMonitorCommand } from './web-monitor.js';

/** Of a command and its operands, in the help of all. */
const LONGEST_TERM = 26;

/** Every command with its options: what is parsed, what `--help` shows, and what completion and the man page are made of. */
export const rootCommand = (): Command => {
  const root = new Command('tidemark')
    .description('Watches streams: logs in, event-time statistics and alerts out.')
    .version(version())
    // All have options; said beside each they would leave what it does half of the line.
    .configureHelp({
      subcommandTerm: (command) => {
        const term = [command.name(), ...command.registeredArguments.map(termOf)].join(' ');
        // A longer one would take its room from what all the others do.
        return term.length <= LONGEST_TERM ? term : command.name();
      },
      // All fits a screen: the manual page has what variables go with options.
      optionDescription: (option) =>
        option.argChoices === undefined
          ? new Help().optionDescription(option).replace(/, env: TIDEMARK_\w+/, '')
          : `${option.description}: ${choicesOf(option)}`,
      visibleCommands: (command) =>
        new Help().visibleCommands(command).filter((one) => one.name() !== 'help'),
    })
    .addCommand(runCommand())
    .addCommand(checkCommand())
    .addCommand(lookCommand())
    .addCommand(initCommand())
    .addCommand(fieldsCommand())
    .addCommand(schemaCommand())
    .addCommand(testCommand())
    .addCommand(sendCommand())
    .addCommand(accessLogCommand())
    .addCommand(flowLogCommand())
    .addCommand(fileShipperCommand())
    .addCommand(webMonitorCommand())
    .addCommand(s3MonitorCommand())
    .addCommand(logsApiCommand())
    .addCommand(migrateCommand())
    .addCommand(auditCommand())
    .addCommand(generateCommand())
    .addCommand(demoCommand())
    .addCommand(completionCommand(rootCommand))
    .addCommand(manCommand(rootCommand));
  for (const option of globalOptions()) root.addOption(option);
  // In the help of one command they would bury what is its own.
  for (const command of withChildren(root)) {
    if (command !== root) command.helpOption('-h, --help', 'this; options of every command: tidemark --help');
  }
  return root;
};

const choicesOf = ({ argChoices = [], defaultValue }: Option): string =>
  argChoices.map((one) => (one === defaultValue ? `${one} (default)` : one)).join(', ');

const termOf = (argument: Argument): string => {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
};

export const withChildren = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withChildren),
];
