import { Command } from 'commander';
import type { PrintWhyFlags } from './print-why.js';

/** `tidemark file-shipper why`: what a shipper knows of one file; also beside one that runs. */
export const whyCommand = (): Command =>
  new Command('why')
    .summary('Says why a file is not shipped, or not removed.')
    .description(
      'Says why a file is not shipped, or not removed: by its name, by what it is, and by what the shipper remembers of it; also while that runs.',
    )
    .argument('<file>', 'as it is called, or as rows have its path')
    .option('--directory <dir>', 'that is shipped (default: the nearest above it that was)')
    .option('--state <dir>', 'where the shipper remembers (default: as it has said)')
    .option('--json', 'one JSON object')
    .action(async (file: string, _: PrintWhyFlags, command: Command) => {
      const { printWhy } = await import('./print-why.js');
      // Options that the shipper has as well are taken for its own.
      await printWhy(file, command.optsWithGlobals<PrintWhyFlags>());
    });
