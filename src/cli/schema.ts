import { Command } from 'commander';

/** `tidemark schema`: the config language for editors, or for the reference. */
export const schemaCommand = (): Command =>
  new Command('schema')
    .summary('Prints the JSON Schema of configs.')
    .description('Prints the JSON Schema of the config language, for editors.')
    .option('--markdown', 'the reference instead, as in docs/CONFIG.md')
    .action(async ({ markdown }: { readonly markdown?: true }) => {
      const { builtParts } = await import('../config/parts/built-parts.js');
      if (markdown === true) {
        const { configReference } = await import('../config/reference/config-reference.js');
        process.stdout.write(configReference(builtParts));
        return;
      }
      const { configSchema } = await import('../config/reference/config-schema.js');
      process.stdout.write(`${JSON.stringify(configSchema(builtParts), null, 2)}\n`);
    });
