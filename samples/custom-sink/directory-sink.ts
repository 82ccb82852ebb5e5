import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jsonLines, type Sink, TidemarkError, type Timed } from 'tidemark';

const text = jsonLines();

/** One file for each delivery, named after its first row: stored twice it is the same file. */
export const directorySink = (directory: string): Sink<Timed> => ({
  name: 'directory',
  destination: directory,
  guarantee: 'exactly once',

  // Inside the commit, without I/O: all that `write` needs goes into the body, and the id is made of what is inside.
  compose(rows) {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return { deliveries: [] };
    const id = `${first.id}..${last.id}`;
    const hash = createHash('sha256').update(id).digest('hex').slice(0, 16);
    const name = `${String(first.row.time).padStart(15, '0')}-${hash}.jsonl`;
    return { deliveries: [{ id, rows: rows.length, body: { name, text: text(rows) } }] };
  },

  async write({ body }, signal) {
    // Only what `compose` made comes here.
    const { name, text } = body as { readonly name: string; readonly text: string };
    const path = join(directory, name);
    try {
      await mkdir(directory, { recursive: true });
      // Half a file never has the name of a whole one.
      await writeFile(`${path}.part`, text, { signal, flush: true });
      await rename(`${path}.part`, path);
    } catch (error) {
      const why = `${path} cannot be written: ${String(error)}. It is tried again.`;
      throw new TidemarkError('undeliverable', why, { retryable: true, cause: error });
    }
  },

  close: async () => undefined,
});
