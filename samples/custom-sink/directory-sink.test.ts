import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SinkSubject, sinkLaws } from 'tidemark/testing';
import { onTestFinished, test } from 'vitest';
import { directorySink } from './directory-sink.js';

const make = async (): Promise<SinkSubject> => {
  const directory = await mkdtemp(join(tmpdir(), 'directory-sink-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const stored = async (): Promise<readonly string[]> => {
    const names = (await readdir(directory)).filter((name) => name.endsWith('.jsonl')).toSorted();
    const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
    const lines = texts.flatMap((text) => text.trimEnd().split('\n'));
    return lines.map((line) => (JSON.parse(line) as { readonly id: string }).id);
  };
  return { sink: directorySink(directory), stored };
};

for (const law of sinkLaws(make)) test(law.name, () => law.check());
