// Appends to the journal in the directory it is given, eight at a time; says each sequence once the append has resolved.
import { writeSync } from 'node:fs';
import { openJournal } from '../../../../src/io/journal/open-journal.js';
import { append } from '../append.js';
import { markedBody } from '../marked-body.js';

const journal = await openJournal({ directory: process.argv[2] ?? '', segmentBytes: 20_000 });
let next = journal.last;
const appendForever = async (): Promise<void> => {
  for (;;) {
    const mark = ++next;
    const sequence = await append(journal, mark, `key-${mark}`, markedBody(mark));
    if (sequence !== mark) throw new Error(`Entry ${mark} was given sequence ${sequence}.`);
    writeSync(1, `${sequence}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, appendForever));
