import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The version of the schema that `createDb` makes: what the file stores in `tidemark_schema`. */
export const SCHEMA_VERSION = 1;

/** The SQL of `db/create_db.sql`, a transaction of its own. It is a file of the package, since people run it by hand too. */
export const createDb = async (): Promise<string> => {
  const manifest = createRequire(import.meta.url).resolve('tidemark/package.json');
  return readFile(join(dirname(manifest), 'db/create_db.sql'), 'utf8');
};
