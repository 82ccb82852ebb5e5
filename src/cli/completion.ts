import { Argument, Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `tidemark completion`: makes a shell complete the command. `root` gives all of it, this command included. */
export const completionCommand = (root: () => Command): Command =>
  new Command('completion')
    .summary('Prints a completion script for a shell.')
    .description('Prints a script that makes a shell complete commands, options and their values.')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      `
To have it in every new shell:
  bash  tidemark completion bash > ~/.local/share/bash-completion/completions/tidemark
  zsh   tidemark completion zsh > _tidemark, in a directory of $fpath
  fish  tidemark completion fish > ~/.config/fish/completions/tidemark.fish`,
    )
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { commandShape } = await import('./shape/command-shape.js');
      process.stdout.write(await scriptOf[shell](commandShape(root())));
    });

const scriptOf = {
  bash: async (shape) => (await import('./shape/bash-completion.js')).bashCompletion(shape),
  zsh: async (shape) => (await import('./shape/zsh-completion.js')).zshCompletion(shape),
  fish: async (shape) => (await import('./shape/fish-completion.js')).fishCompletion(shape),
} satisfies Record<
  (typeof SHELLS)[number],
  (shape: import('./shape/command-shape.js').CommandShape) => Promise<string>
>;
