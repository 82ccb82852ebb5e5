import type { Argument, Command, Option } from 'commander';

/** A command as `--help` shows it, for what else is made of it: completion and the man page. */
export interface CommandShape {
  /** All of its name: `tidemark generate access-log`. */
  readonly name: string;
  /** What it is called as well, all of it: `tidemark ship`. */
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly description: string;
  /** What follows the name: `[options] [config...]`. */
  readonly usage: string;
  readonly arguments: readonly ValueShape[];
  readonly options: readonly OptionShape[];
  readonly commands: readonly CommandShape[];
  /** What the help says below the options. */
  readonly after: string;
}

/** What may stand in a place. */
export interface ValueShape {
  readonly name: string;
  readonly takes: 'file' | 'directory' | 'text';
  /** Empty: anything. */
  readonly choices: readonly string[];
  readonly description: string;
}

export interface OptionShape {
  readonly short: string | undefined;
  readonly long: string;
  /** `-V, --version`, `--out <file>`. */
  readonly term: string;
  readonly description: string;
  /** With choices, default and variable, as the help has it. */
  readonly details: string;
  readonly value: ValueShape | undefined;
  readonly variable: string | undefined;
}

export const commandShape = (command: Command, before = ''): CommandShape => {
  const help = command.createHelp();
  const name = `${before}${command.name()}`;
  return {
    name,
    aliases: command.aliases().map((alias) => `${before}${alias}`),
    summary: command.summary() || command.description(),
    description: command.description(),
    usage: command.usage(),
    arguments: command.registeredArguments.map(argumentShape),
    options: help.visibleOptions(command).map((option) => ({
      short: option.short,
      long: option.long ?? option.flags,
      term: help.optionTerm(option),
      description: option.description,
      details: help.optionDescription(option),
      value: option.required || option.optional ? optionValueShape(option) : undefined,
      variable: option.envVar,
    })),
    // `help` only repeats what --help says.
    commands: help
      .visibleCommands(command)
      .filter((child) => child.name() !== 'help')
      .map((child) => commandShape(child, `${name} `)),
    after: textAfter(command),
  };
};

/** A command, its commands, theirs, and so on. */
export const allOf = (command: CommandShape): readonly CommandShape[] => [
  command,
  ...command.commands.flatMap(allOf),
];

/** A name, and the name of the command that it is an alias of. */
export const aliasesOf = (command: CommandShape): readonly (readonly [string, string])[] =>
  allOf(command).flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name] as const));

const argumentShape = (argument: Argument): ValueShape => ({
  name: argument.name(),
  takes: takenBy(argument.name()),
  choices: argument.argChoices ?? [],
  description: argument.description,
});

const optionValueShape = ({ flags, argChoices, description }: Option): ValueShape => {
  const [, name = ''] = /[<[]([^\]>]+)[\]>]/.exec(flags) ?? [];
  return { name, takes: takenBy(name), choices: argChoices ?? [], description };
};

/** What a value is, is said by its name in the help: <file>, [config...], <dir>. */
const takenBy = (name: string): ValueShape['takes'] => {
  if (/^(?:file|config)(?:\.\.\.)?$/.test(name)) return 'file';
  return name === 'dir' ? 'directory' : 'text';
};

const textAfter = (command: Command): string => {
  let whole = '';
  const { writeOut } = command.configureOutput();
  command.configureOutput({ writeOut: (text) => (whole += text) }).outputHelp();
  command.configureOutput(writeOut === undefined ? {} : { writeOut });
  return whole.slice(command.helpInformation().length).trim();
};
