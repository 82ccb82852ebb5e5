import { TidemarkError } from '../../../operators/tidemark-error.js';
import { isSqlState, type PostgresFault } from '../../postgres/postgres-fault.js';
import type { TableFault } from './table-faults.js';

/** What a fault is for the outbox: whatever it is, nothing is lost by waiting, so it is tried again. */
export const postgresFailure = (destination: string, fault: PostgresFault, cause: unknown): TidemarkError => {
  const code = isSqlState(fault.code) ? ` (${fault.code})` : '';
  const next = nextOf(fault);
  const said = isSqlState(fault.code)
    ? `${destination} says: ${fault.message}${code}`
    : `Cannot reach ${destination}: ${fault.message}`;
  return new TidemarkError(
    'undeliverable',
    `${said}.${next === '' ? '' : ` ${next}`} The rows are sent again.`,
    {
      retryable: true,
      cause,
    },
  );
};

/** The table is other than the settings say. */
export const setupFailure = (destination: string, faults: readonly TableFault[]): TidemarkError =>
  new TidemarkError(
    'undeliverable',
    `${destination}: ${faults.map(({ message, mend }) => (mend === undefined ? message : `${message} To mend it: ${mend}`)).join(' ')} The rows wait.`,
    { retryable: true },
  );

const nextOf = ({ kind, code, message, table }: PostgresFault): string => {
  switch (kind) {
    case 'no-partition':
      return `Make a partition for them${table === undefined ? '' : ` in ${table}`}; for the tables of the web monitor tidemark migrate does.`;
    case 'read-only':
      return 'It connects anew, to whoever writes now.';
    case 'setup':
      return code === '28P01' || code === '28000'
        ? 'Check user and password.'
        : 'tidemark check --online says what is missing.';
    case 'again':
      return /unsupported startup parameter/.test(message)
        ? 'PgBouncer takes no options: leave them out of the address, and write the table with its schema.'
        : '';
    case 'row':
      return '';
  }
};

/**
 * Why a row was refused, in the same words for the same reason: values and numbers are left out, which may be secrets besides.
 */
export const refusalOf = ({ code, message }: PostgresFault): string => {
  const said = /^(?:22|54|P0)/.test(code)
    ? message
        .replaceAll(/"[^"]*"/g, '…')
        .replaceAll(/\d+/g, 'n')
        .replace(/: ….*$/, '')
    : message;
  return `${said.slice(0, 200)} (${code})`;
};
