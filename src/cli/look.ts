import { Command } from 'commander';

/** `tidemark look`: what files are, before anybody writes a config. */
export const lookCommand = (): Command =>
  new Command('look')
    .summary('Says what a log is and how it is read.')
    .description(
      'Says what each file is taken for and how sure that is, who writes it, what stands around its lines and whether records are several of them, shows its first rows as they are read, says what is not read and why, and prints a config to begin with. Exits with 1 where nothing of a file can be read.',
    )
    .argument('[file...]', 'logs, also compressed; - is standard input', ['-'])
    .option('--json', 'one JSON object for each file')
    .action(async (files: readonly string[], flags: { readonly json?: true }) => {
      const { lookAtFiles } = await import('./look-at-files.js');
      await lookAtFiles(files, flags);
    });
