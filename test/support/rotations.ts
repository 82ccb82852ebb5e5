import type { LogWriter } from './log-writer.js';

/** Ways in which a log is rotated such that nothing has to get lost. Each leaves a writer that can go on. */
export const rotations: Readonly<Record<string, (writer: LogWriter) => void>> = {
  'renaming, and creating the new file at once': (writer) => {
    writer.shift();
    writer.create();
    writer.reopen();
  },
  'renaming, and creating the new file with its first line': (writer) => {
    writer.shift();
    writer.reopen();
    writer.write();
  },
  'renaming, with lines still written to the renamed file': (writer) => {
    writer.shift();
    writer.write(2);
    writer.create();
    writer.write(2);
    writer.reopen();
  },
  'renaming to a date': (writer) => {
    writer.renameByDay();
    writer.reopen();
    writer.create();
  },
  'renaming twice at once': (writer) => {
    writer.shift();
    writer.reopen();
    writer.write(2);
    writer.shift();
    writer.reopen();
    writer.write();
  },
  'renaming, and compressing what was renamed before': (writer) => {
    writer.shift();
    writer.reopen();
    writer.write();
    writer.shift();
    writer.reopen();
    writer.compress(`${writer.path}.2`);
    writer.write();
  },
  'renaming and compressing at once': (writer) => {
    writer.shift();
    writer.reopen();
    writer.create();
    writer.compress(`${writer.path}.1`);
  },
  'copying and truncating': (writer) => {
    writer.copyTruncate();
  },
  'copying and truncating, and writing more than there was': (writer) => {
    writer.copyTruncate();
    writer.write(40);
  },
  'copying and truncating twice at once': (writer) => {
    writer.copyTruncate();
    writer.write(3);
    writer.copyTruncate();
    writer.write();
  },
  'swapping a symbolic link': (writer) => {
    writer.swapLink();
    writer.write();
  },
};
