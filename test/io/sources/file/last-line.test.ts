import { appendFile, rename } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { collect } from '../../../support/collect.js';
import { startAfter, startAt } from '../../../support/start-at.js';
import { placesOf, setUp, textsOf } from '../../../support/words-file.js';

describe('file, read once and again as it grows', () => {
  it('leaves a last line without a newline to the next run, where that is asked for', async () => {
    const { source, path } = await setUp('1 one\n2 tw', { lastLine: 'leave' });
    const first = await collect(source.read(startAt()));
    expect(textsOf(first)).toEqual(['one']);
    expect(placesOf(first)).toEqual([{ offset: 6, codec: '' }]);
    await appendFile(path, 'o\n3 thr');
    const second = await collect(source.read(startAfter(first)));
    expect(textsOf(second)).toEqual(['two']);
  });

  it('takes it otherwise, and what is added later is another line', async () => {
    const { source, path } = await setUp('1 one\n2 tw');
    const first = await collect(source.read(startAt()));
    await appendFile(path, 'o\n3 three\n');
    const second = await collect(source.read(startAfter(first)));
    expect(textsOf([...first, ...second])).toEqual(['one', 'tw', 'three']);
  });

  it('counts every line once over ten nightly runs on a log that grows and is rotated', async () => {
    const { source, path } = await setUp('', { lastLine: 'leave' });
    const texts: string[] = [];
    const written: string[] = [];
    let rest = '';
    await appendFile(path, '0 first\n');
    let reached = startAfter(await collect(source.read(startAt())));
    for (let night = 0; night < 10; night++) {
      for (let part = 0; part < 3; part++) {
        const words = [1, 2, 3].map((i) => `night ${night} part ${part} word ${i}`);
        written.push(...words);
        await appendFile(path, rest + words.map((word) => `${night} ${word}\n`).join(''));
        rest = '';
        if (part === night % 3) {
          for (let n = 9; n > 0; n--) {
            await rename(n === 1 ? path : `${path}.${n - 1}`, `${path}.${n}`).catch(() => undefined);
          }
        }
      }
      // A line is being written while the run comes to the end.
      await appendFile(path, `${night} half`);
      const chunks = await collect(source.read(reached));
      texts.push(...textsOf(chunks));
      reached = startAfter(chunks, undefined, reached);
      rest = ' a line\n';
      written.push('half a line');
    }
    await appendFile(path, rest);
    texts.push(...textsOf(await collect(source.read(reached))));
    expect(texts).toEqual(written);
  });
});
