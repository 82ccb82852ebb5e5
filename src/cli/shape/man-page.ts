import { allOf, type CommandShape, type OptionShape } from './command-shape.js';

/** What the exit codes of all commands mean. */
const EXIT_CODES = [
  ['0', 'all went well'],
  ['1', 'something failed while it ran'],
  ['2', 'the command line is wrong'],
  ['78', 'a config has errors; nothing was started'],
] as const;

/** The manual page, section 1, for man(1). */
export const manPage = (root: CommandShape, version: string): string => {
  const commands = allOf(root).slice(1);
  const variables = [root, ...commands]
    .flatMap(({ name, options }) => options.map((option) => ({ name, option })))
    .filter(({ option }) => option.variable !== undefined);
  const lines = [
    `.\\" Made by "${root.name} man": change the commands, not this page.`,
    `.TH ${root.name.toUpperCase()} 1 "" "${root.name} ${version}" "User Commands"`,
    '.SH NAME',
    // man-db wants the name, a dash and one line.
    `${root.name} \\- ${escaped(root.description.replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    synopsis(root),
    '.SH DESCRIPTION',
    text('Data goes to standard output, everything else to standard error.'),
    '.SH OPTIONS OF EVERY COMMAND',
    ...root.options.map(optionEntry),
    '.SH COMMANDS',
    ...commands.flatMap(commandEntry),
    '.SH EXIT STATUS',
    ...EXIT_CODES.map(([code, meaning]) => entry(`\\fB${code}\\fR`, text(`${meaning}.`))),
    '.SH ENVIRONMENT',
    ...[...new Set(variables.map(({ option }) => option.variable))].map((variable) => {
      const users = variables.filter(({ option }) => option.variable === variable);
      return entry(
        `\\fB${variable}\\fR`,
        text(`In place of ${users.map(({ name, option }) => `${option.long} of ${name}`).join(' and ')}.`),
      );
    }),
    entry('\\fBNO_COLOR\\fR', text('No colours, also on a terminal.')),
  ];
  return `${lines.join('\n')}\n`;
};

const synopsis = ({ name, usage }: CommandShape): string => `.B ${escaped(name)}\n${text(usage)}`;

const commandEntry = (command: CommandShape): readonly string[] => [
  `.SS "${escaped(command.name)}"`,
  synopsis(command),
  '.PP',
  text(command.description),
  ...command.arguments.map(({ name, description, choices }) =>
    entry(`\\fI${escaped(name)}\\fR`, text(description || `One of ${choices.join(', ')}.`)),
  ),
  ...command.options.filter(({ long }) => long !== '--help').map(optionEntry),
  ...(command.after === '' ? [] : ['.PP', '.nf', text(command.after), '.fi']),
];

const optionEntry = ({ term, details }: OptionShape): string =>
  entry(`\\fB${escaped(term).replace(/(?=[<[])/, '\\fI')}\\fR`, text(`${details}.`.replace(/\.\.$/, '.')));

const entry = (term: string, what: string): string => `.TP\n${term}\n${what}`;

/** Lines of text, none of which is taken for a request. */
const text = (words: string): string =>
  words
    .split('\n')
    .map((line) => escaped(line).replace(/^(?=[.'])/, '\\&'))
    .join('\n');

const escaped = (words: string): string => words.replaceAll('\\', '\\e').replaceAll('-', '\\-');
