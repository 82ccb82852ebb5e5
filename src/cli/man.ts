import { Command } from 'commander';

/** `tidemark man`: the manual page, made of what `--help` is made of. */
export const manCommand = (root: () => Command): Command =>
  new Command('man')
    .summary('Prints the manual page.')
    .description('Prints the manual page; to read it: tidemark man | man -l -')
    .action(async () => {
      const [{ commandShape }, { manPage }, { version }] = await Promise.all([
        import('./shape/command-shape.js'),
        import('./shape/man-page.js'),
        import('../host/version.js'),
      ]);
      process.stdout.write(manPage(commandShape(root()), version()));
    });
