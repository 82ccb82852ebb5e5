import { type Command, Option } from 'commander';
import { type Access, accessObjection } from '../io/http/access.js';
import { type Address, addressText } from '../io/http/address.js';
import { TidemarkError } from '../operators/tidemark-error.js';

/** Who may ask at `--listen`, as the command line says. */
export interface AccessFlags {
  readonly tokenFile?: string;
  readonly open?: true;
}

/** Adds what goes with `--listen`. A token itself is no option: everybody on a machine sees the command lines. */
export const withAccess = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--token-file <file>',
        'who asks there sends what it holds as a bearer token; TIDEMARK_TOKEN holds it itself',
      ).env('TIDEMARK_TOKEN_FILE'),
    )
    .option('--open', 'also where other machines reach it, nobody is asked for a token');

/** Throws a TidemarkError 'usage' where others would reach the address and nobody would be asked for a token. */
export const accessOfFlags = (
  listen: Address | undefined,
  { tokenFile, open }: AccessFlags,
  { TIDEMARK_TOKEN: token }: NodeJS.ProcessEnv = process.env,
): Access => {
  const access: Access = {
    token: tokenFile === undefined ? token || undefined : { file: tokenFile },
    open,
  };
  const objection = listen && accessObjection(listen, access);
  if (listen === undefined || objection === undefined) return access;
  if (access.token !== undefined) throw new TidemarkError('usage', `TIDEMARK_TOKEN: ${objection}`);
  throw new TidemarkError(
    'usage',
    `--listen ${addressText(listen)}: other machines can reach this address, and nobody would be asked for a token. Give --token-file FILE or TIDEMARK_TOKEN, or --open where anybody may ask who reaches it.`,
  );
};
