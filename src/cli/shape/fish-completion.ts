import { aliasesOf, allOf, type CommandShape, type OptionShape, type ValueShape } from './command-shape.js';

/** A script that makes fish complete the command. */
export const fishCompletion = (root: CommandShape): string => {
  const commands = allOf(root);
  return `# fish completion for ${root.name}, made by "${root.name} completion fish".
function __${root.name}_command
    set -l command ${root.name}
    for word in (commandline -opc)[2..-1]
        switch "$command $word"
            case ${commands
              .slice(1)
              .map(({ name }) => quoted(name))
              .join(' ')}
                set command "$command $word"
${aliasesOf(root)
  .map(([alias, name]) => `            case ${quoted(alias)}\n                set command ${quoted(name)}`)
  .join('\n')}
        end
    end
    echo $command
end
complete -c ${root.name} -f
${[
  ...root.options.map((option) => complete(root.name, undefined, optionWords(option))),
  ...commands.flatMap((command) => ofCommand(root.name, command, command === root)),
].join('\n')}
`;
};

const ofCommand = (root: string, command: CommandShape, isRoot: boolean): readonly string[] => {
  const here = `test (__${root}_command) = ${quoted(command.name)}`;
  const [first] = command.arguments;
  return [
    // Those of the top are there for every command already.
    ...(isRoot ? [] : command.options.map((option) => complete(root, here, optionWords(option)))),
    ...command.commands.map(({ name, summary }) =>
      complete(root, here, `-a ${quoted(name.slice(command.name.length + 1))} -d ${quoted(summary)}`),
    ),
    ...(first === undefined ? [] : [complete(root, here, valueWords(first, true))]),
  ];
};

const complete = (root: string, condition: string | undefined, rest: string): string =>
  `complete -c ${root}${condition === undefined ? '' : ` -n ${quoted(condition)}`} ${rest}`;

const optionWords = ({ short, long, description, value }: OptionShape): string => {
  const names = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  const takes = value === undefined ? '' : ` ${valueWords(value, false)}`;
  return `${names}${takes} -d ${quoted(description)}`;
};

const valueWords = ({ choices, takes }: ValueShape, isOperand: boolean): string => {
  const required = isOperand ? '' : '-x ';
  if (choices.length > 0) return `${required}-a ${quoted(choices.join(' '))}`;
  if (takes === 'directory') return `${required}-a '(__fish_complete_directories)'`;
  if (takes === 'file') return isOperand ? '-F' : '-r -F';
  return isOperand ? "-a ''" : '-x';
};

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
