import { aliasesOf, allOf, type CommandShape, type OptionShape, type ValueShape } from './command-shape.js';

/** A script that makes zsh complete the command. */
export const zshCompletion = (root: CommandShape): string => {
  const commands = allOf(root);
  return `#compdef ${root.name}
# zsh completion for ${root.name}, made by "${root.name} completion zsh".
_${root.name}() {
  local command=${root.name} at=1 i
  local -a commands
  for ((i = 2; i < CURRENT; i++)); do
    case "$command \${words[i]}" in
      ${commands
        .slice(1)
        .map(({ name }) => quoted(name))
        .join(' | ')}) command+=" \${words[i]}"; at=$i ;;
${aliasesOf(root)
  .map(([alias, name]) => `      ${quoted(alias)}) command=${quoted(name)}; at=$i ;;`)
  .join('\n')}
    esac
  done
  shift $((at - 1)) words
  ((CURRENT -= at - 1))
  case $command in
${commands.map((command) => ofCommand(command, root)).join('\n')}
  esac
}
# Loaded from fpath it is called; otherwise it says who completes.
if [[ \${funcstack[1]} == _${root.name} ]]; then _${root.name} "$@"; else compdef _${root.name} ${root.name}; fi
`;
};

const ofCommand = (command: CommandShape, root: CommandShape): string => {
  const options = [...command.options, ...(command === root ? [] : root.options.filter(isNotIn(command)))];
  const children = command.commands.map(({ name, summary }) =>
    quoted(`${name.slice(command.name.length + 1)}:${summary}`),
  );
  const values = command.arguments.map((value) => quoted(`*:${value.name}:${valueAction(value)}`));
  const [first] = command.arguments;
  const also = first === undefined || first.takes === 'text' ? '' : `; ${valueAction(first)}`;
  const operands =
    children.length > 0 ? [`'1: :{_describe -t commands command commands${also}}'`, ...values] : values;
  const list = children.length > 0 ? `commands=(${children.join(' ')})\n      ` : '';
  return `    ${quoted(command.name)})
      ${list}_arguments -S ${[...options.map(optionSpec), ...operands].join(' \\\n        ')} ;;`;
};

const isNotIn =
  ({ options }: CommandShape) =>
  ({ long }: OptionShape): boolean =>
    !options.some((own) => own.long === long);

const optionSpec = ({ short, long, description, value }: OptionShape): string => {
  const text = `[${description.replace(/[[\]\\]/g, '\\$&')}]`;
  // An option with a value may be one that may be repeated.
  if (value !== undefined) return quoted(`*${long}=${text}:${value.name}:${valueAction(value)}`);
  if (short === undefined) return quoted(`${long}${text}`);
  return `'(${short} ${long})'{${short},${long}}${quoted(text)}`;
};

const valueAction = ({ choices, takes }: ValueShape): string => {
  if (choices.length > 0) return `(${choices.join(' ')})`;
  if (takes === 'text') return ' ';
  return takes === 'directory' ? '_files -/' : '_files';
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
