import type { Readable } from 'node:stream';

/** Milliseconds of silence after which a list is whole whose writer goes on running. */
const SILENCE = 1000;

/** Lines that come on a stream, without comments, until it ends; or, for one that stays open, until nothing more comes. */
export const listedTargets = async (input: Readable): Promise<readonly string[]> => {
  let text = '';
  await new Promise<void>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    input.setEncoding('utf8');
    input.on('data', (piece: string) => {
      text += piece;
      clearTimeout(timer);
      timer = setTimeout(resolve, SILENCE);
    });
    input.on('end', resolve).on('close', resolve).on('error', reject);
    input.on('end', () => clearTimeout(timer));
  });
  input.destroy();
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
};
