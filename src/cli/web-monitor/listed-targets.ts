import type { Readable } from 'node:stream';

/** Milliseconds of silence after which a list is whole whose writer goes on running. */
const SILENCE = 1000;

export interface Listed {
  readonly targets: readonly string[];
  /** Its writer goes on running, and what else it may write is not read. */
  readonly isOpen: boolean;
}

/** Lines that come on a stream, without comments, until it ends; of one that stays open, until nothing comes after a line. */
export const listedTargets = async (input: Readable, silence = SILENCE): Promise<Listed> => {
  let text = '';
  let timer: NodeJS.Timeout | undefined;
  const isOpen = await new Promise<boolean>((resolve, reject) => {
    input.setEncoding('utf8');
    input.on('data', (piece: string) => {
      text += piece;
      clearTimeout(timer);
      // Half a line is another target, or none.
      if (text.endsWith('\n')) timer = setTimeout(() => resolve(true), silence);
    });
    const onEnd = (): void => resolve(false);
    input.on('end', onEnd).on('close', onEnd).on('error', reject);
  }).finally(() => clearTimeout(timer));
  input.destroy();
  const targets = text
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
  return { targets, isOpen };
};
