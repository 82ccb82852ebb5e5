import { closeSync, linkSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { claimPath, releasePath } from '../../../../src/io/sinks/file/path-claims.js';
import { writtenFiles } from '../../../../src/io/sinks/file/written-files.js';
import { fileSink } from '../../../../src/io/sinks/file.js';
import { jsonLines } from '../../../../src/io/sinks/json-lines.js';
import { writesToStream } from '../../../../src/io/sinks/written-streams.js';
import { refuseWritten, refuseWrittenInput } from '../../../../src/io/sources/file/refuse-written.js';
import { file } from '../../../../src/io/sources/file.js';
import { pipeline } from '../../../../src/pipelines/pipeline.js';
import { run } from '../../../../src/pipelines/run.js';
import { virtualClock } from '../../../../src/testing/virtual-clock.js';
import { temporaryDirectory } from '../../../support/temporary-directory.js';
import { wordsCodec } from '../../../support/words-codec.js';

const TEXT = '1000 one\n20000 two\n';

const setUp = async () => {
  const root = await temporaryDirectory();
  const path = (name: string) => join(root, name);
  writeFileSync(path('a.log'), TEXT);
  linkSync(path('a.log'), path('hard'));
  symlinkSync('.', path('link'));
  const clock = virtualClock();
  const copy = (inputs: readonly string[], output: string, rotate = {}) => {
    const spec = pipeline('copy')
      .from(file({ path: inputs.map(path), codec: wordsCodec, fields: 'all', clock }))
      .stream('all', [], [fileSink({ path: path(output), format: jsonLines(), rotate })])
      .spec();
    return run(spec, { clock, signal: new AbortController().signal });
  };
  return { path, copy };
};

it.each([
  [['a.log'], './/a.log'],
  [['link/a.log'], 'a.log'],
  [['a.log'], 'hard'],
  [['l*k/a.log'], 'a.log'],
  [['*'], 'a.log'],
])(
  'a pipeline of %s that writes to %s is refused before it has read or written anything',
  async (inputs, output) => {
    const { path, copy } = await setUp();
    await expect(copy(inputs, output)).rejects.toMatchObject({
      code: 'bad-options',
      message: expect.stringContaining('is written by this very process'),
    });
    expect(readFileSync(path('a.log'), 'utf8')).toBe(TEXT);
  },
);

it('what the sink of another run has written may be read when that is over', async () => {
  const { copy } = await setUp();
  await copy(['a.log'], 'b.log', { size: 1000 });
  expect(await copy(['b.000001.log'], 'c.log')).toMatchObject({ lines: 2 });
});

it('a file is refused to which the shell sends the output of this very process', async () => {
  const { path } = await setUp();
  const descriptor = openSync(path('a.log'), 'a');
  onTestFinished(() => closeSync(descriptor));
  writesToStream(descriptor, 'standard output');
  for (const name of ['a.log', 'hard', 'link/a.log'])
    await expect(refuseWritten(path(name))).rejects.toMatchObject({
      code: 'bad-options',
      message: expect.stringContaining('to standard output: it would read what it writes'),
    });
  await refuseWritten(path('nothing.log'));
});

it('so is standard input, where the file behind it is written', async () => {
  const { path } = await setUp();
  const [input, other] = [openSync(path('a.log'), 'r'), openSync('/dev/null', 'r')];
  onTestFinished(() => [input, other].forEach(closeSync));
  const files = writtenFiles(path('hard'));
  const owner = {};
  claimPath(files, owner);
  onTestFinished(() => releasePath(files, owner));
  await expect(refuseWrittenInput(input, 'standard input')).rejects.toMatchObject({ code: 'bad-options' });
  await refuseWrittenInput(other, 'standard input');
});
