import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ChunkLoader } from '../../../src/cli/code/chunk-loader.js';
import { temporaryDirectory } from '../../support/temporary-directory.js';

/** A bundle of two files, as the build links them. */
const bundle = async (doubled = '2 * n'): Promise<string> => {
  const directory = await temporaryDirectory();
  const main = `(function (linked, importMeta) { "use strict";
const { join } = linked("path");
const { twice } = linked("./other.js");
const url = importMeta.url;
const later = () => importMeta.import("node:os");
const again = () => Promise.resolve().then(() => linked("./other.js"));
return { joined: join("a", "b"), four: twice(2), url, later, again, twice };
})`;
  const other = `(function (linked, importMeta) { "use strict";
function twice(n) { return ${doubled}; }
return { twice };
})`;
  writeFileSync(join(directory, 'main.js'), main);
  writeFileSync(join(directory, 'other.js'), other);
  return directory;
};

interface Exports {
  readonly joined: string;
  readonly four: number;
  readonly url: string;
  readonly later: () => Promise<{ readonly EOL: string }>;
  readonly again: () => Promise<{ readonly twice: unknown }>;
  readonly twice: unknown;
}

describe('a bundle of linked files', () => {
  it('is loaded file by file, each once, with what Node has', async () => {
    const directory = await bundle();
    const loaded = new ChunkLoader(directory, new Map()).load('main.js') as Exports;
    expect(loaded).toMatchObject({
      joined: 'a/b',
      four: 4,
      url: pathToFileURL(join(directory, 'main.js')).href,
    });
    expect((await loaded.later()).EOL).toBe('\n');
    expect((await loaded.again()).twice).toBe(loaded.twice);
  });

  it('is loaded with compiled code that was kept, where there is any and V8 takes it', async () => {
    const directory = await bundle();
    const first = new ChunkLoader(directory, new Map());
    first.load('main.js');
    expect(first.isWhole).toBe(false);
    const compiled = first.compiled();
    expect([...compiled.keys()]).toEqual(['main.js', 'other.js']);

    const second = new ChunkLoader(directory, compiled);
    expect(second.load('main.js')).toMatchObject({ four: 4 });
    expect(second.isWhole).toBe(true);
    expect((await (second.load('main.js') as Exports).later()).EOL).toBe('\n');

    // What this run did not need another one may.
    const more = new ChunkLoader(
      directory,
      new Map([...compiled, ['more.js', Buffer.from('of another config')]]),
    );
    more.load('main.js');
    expect([...more.compiled().keys()].sort()).toEqual(['main.js', 'more.js', 'other.js']);

    // What V8 has compiled in this very process it does not compile again.
    const other = await bundle('3 * n - n');
    const third = new ChunkLoader(other, new Map([...compiled, ['other.js', Buffer.from('of another V8')]]));
    expect(third.load('main.js')).toMatchObject({ four: 4 });
    expect(third.isWhole).toBe(false);
  });
});
