import { Command } from 'commander';

/** `tidemark fields`: which formats there are, and which fields the rows of one have. */
export const fieldsCommand = (): Command =>
  new Command('fields')
    .summary('Prints the fields of a format.')
    .description(
      'Prints the fields that rows of a format have, with their units and what the log calls them; without a format, which there are.',
    )
    .argument('[format]', 'such as access-log')
    .option('--json', 'one JSON object for each format')
    .action(async (format: string | undefined, flags: { readonly json?: true }) => {
      const { printFields } = await import('./print-fields.js');
      printFields(format, flags);
    });
