import { aliasesOf, allOf, type CommandShape, type OptionShape, type ValueShape } from './command-shape.js';

/** A script that makes bash (4 or newer) complete the command. */
export const bashCompletion = (root: CommandShape): string => {
  const commands = allOf(root);
  return `# bash completion for ${root.name}, made by "${root.name} completion bash".
_${root.name}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command=${root.name} i
  # bash takes --out=file for three words.
  if [[ $cur == = ]]; then cur=
  elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
      ${commands.slice(1).map(quotedName).join(' | ')}) command+=" \${COMP_WORDS[i]}" ;;
${aliasesOf(root)
  .map(([alias, name]) => `      ${quoted(alias)}) command=${quoted(name)} ;;`)
  .join('\n')}
    esac
  done
  COMPREPLY=()
  case "$command $prev" in
${[
  ...commands.slice(1).flatMap((command) => valueCases(command, quoted(`${command.name} `))),
  // The options of the top are those of every command.
  ...valueCases(root, '*'),
].join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$command" in
${commands.map((command) => `      ${quotedName(command)}) ${words([...command.options, ...(command === root ? [] : root.options)].flatMap(namesOf))} ;;`).join('\n')}
    esac
    return
  fi
  case "$command" in
${commands.map((command) => `    ${quotedName(command)}) ${operand(command)} ;;`).join('\n')}
  esac
}
complete -F _${root.name} ${root.name}
`;
};

const quoted = (text: string): string => `'${text}'`;
const quotedName = ({ name }: CommandShape): string => quoted(name);
const namesOf = ({ short, long }: OptionShape): readonly string[] =>
  short === undefined ? [long] : [short, long];

const words = (all: readonly string[]): string =>
  `mapfile -t COMPREPLY < <(compgen -W '${[...new Set(all)].join(' ')}' -- "$cur")`;

const valueCases = ({ options }: CommandShape, before: string): readonly string[] =>
  options
    .filter(({ value }) => value !== undefined)
    .map((option) => {
      const patterns = namesOf(option).map((name) => (before === '*' ? `*' ${name}'` : `${before}${name}`));
      return `    ${patterns.join(' | ')}) ${valueCompletion(option.value)}; return ;;`;
    });

const operand = ({ commands, arguments: [first] }: CommandShape): string => {
  if (commands.length === 0) return valueCompletion(first);
  const names = words(commands.map(lastWord));
  return first === undefined
    ? names
    : `${valueCompletion(first)}; ${names.replace('COMPREPLY', '-O "${#COMPREPLY[@]}" COMPREPLY')}`;
};

const lastWord = ({ name }: CommandShape): string => name.slice(name.lastIndexOf(' ') + 1);

const valueCompletion = (value: ValueShape | undefined): string => {
  if (value === undefined) return ':';
  if (value.choices.length > 0) return words(value.choices);
  if (value.takes === 'text') return ':';
  const kind = value.takes === 'directory' ? '-d' : '-f';
  return `compopt -o filenames; mapfile -t COMPREPLY < <(compgen ${kind} -- "$cur")`;
};
