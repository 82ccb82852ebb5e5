import { rootCommand } from '../../src/cli/root-command.js';
import { allOf, commandShape } from '../../src/cli/shape/command-shape.js';

const root = commandShape(rootCommand());
const commands = allOf(root);

/** What a command line after `tidemark` has that there is not: a command, or options; empty when all is there. */
export const unknownIn = (words: readonly string[]): readonly string[] => {
  const line = `tidemark ${words.join(' ')} `;
  const [command = root] = commands
    .filter(({ name, aliases }) => [name, ...aliases].some((one) => line.startsWith(`${one} `)))
    .sort((a, b) => b.name.length - a.name.length);
  const [first] = words;
  if (command === root && first !== undefined && !first.startsWith('-')) return [first];
  const known = [...root.options, ...command.options].map(({ long }) => long);
  return words.filter((word) => word.startsWith('--') && !known.includes(word.replace(/=.*$/, '')));
};
