import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of the packages that bundled files come from, as one text. Throws for a package that has none. */
export const licences = (root, inputs) => {
  const directories = new Set(
    inputs.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  const texts = [...directories].map((directory) => {
    const at = join(root, directory);
    const { name, version, license } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8'));
    const file = readdirSync(at).find((entry) => /^licen[cs]e/i.test(entry));
    if (license === undefined && file === undefined) throw new Error(`${name} has no licence.`);
    const text = file === undefined ? '' : `\n\n${readFileSync(join(at, file), 'utf8').trim()}`;
    return `${name} ${version} (${license})${text}\n`;
  });
  return `Parts of other packages are in the bundled files of this one.\n\n${texts.sort().join(`\n${'-'.repeat(80)}\n\n`)}`;
};
