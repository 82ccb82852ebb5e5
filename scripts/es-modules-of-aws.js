import { existsSync } from 'node:fs';

/**
 * A plugin for AWS's SDK, whose `main` is one file of CommonJS for each package, of which nothing can be left out: takes the modules
 * beside it. That makes half of it, and the sources of credentials that few have are files of their own.
 */
export const esModulesOfAws = {
  name: 'es-modules-of-aws',
  setup({ onResolve, resolve }) {
    onResolve(
      { filter: /^@(?:aws-sdk|smithy)\// },
      async ({ path, pluginData, importer, kind, resolveDir }) => {
        if (pluginData === esModulesOfAws) return undefined;
        const found = await resolve(path, { importer, kind, resolveDir, pluginData: esModulesOfAws });
        const module = found.path.replace('/dist-cjs/', '/dist-es/');
        return { ...found, pluginData: undefined, path: existsSync(module) ? module : found.path };
      },
    );
    // Tells browsers apart, where nothing of ours comes by: not to be looked into, or it would be a file that nobody loads.
    onResolve({ filter: /^bowser$/ }, ({ path }) => ({ path, external: true }));
  },
};
