import type { LookupTable } from '../../../io/lookup/lookup-table.js';
import { NamedNetworks } from '../../../io/net/named-networks.js';

/** Whose an interface or address is. */
export interface App {
  readonly app: string;
  readonly vpc?: string | undefined;
}

/** What is asked of a table of apps, in this order; the second it need not have. */
export const APP_COLUMNS = ['app', 'vpc'] as const;

/** Interfaces, which stand in a table beside networks. */
export const INTERFACE = /^eni-[\w-]+$/i;

/**
 * A table of apps that a config holds itself: by interface (`eni-…`), address or network; the narrowest network counts.
 * Throws TidemarkError 'bad-options' for what is none of these.
 */
export const appDirectory = (apps: Readonly<Record<string, App>>): LookupTable => {
  const directory = new NamedNetworks<readonly (string | null)[]>(INTERFACE);
  for (const [name, { app, vpc }] of Object.entries(apps)) directory.set(name, [app, vpc ?? null]);
  return directory;
};
