import { onTestFinished, vi } from 'vitest';
import type { ListingStore } from '../../../src/io/object-store/object-store.js';
import type { ObjectStoreSettings } from '../../../src/io/object-store/object-store-settings.js';
import { openListingStore } from '../../../src/io/object-store/open-listing-store.js';

/** What AWS's tools are set to while a test runs, and nothing of what this machine has. */
export const asIf = (variables: Readonly<Record<string, string | undefined>>): void => {
  const set = {
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
    AWS_DEFAULT_REGION: undefined,
    AWS_ENDPOINT_URL_S3: undefined,
    AWS_ENDPOINT_URL: undefined,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
    AWS_CONFIG_FILE: '/nonexistent/config',
    ...variables,
  };
  for (const [name, value] of Object.entries(set)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
};

/** A store up to the end of the running test. */
export const storeAt = async (
  settings: Partial<ObjectStoreSettings> & { readonly endpoint?: string },
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<ListingStore> => {
  asIf(variables);
  const store = await openListingStore({ bucket: 'logs', ...settings });
  onTestFinished(() => store.close());
  return store;
};

/** Long, so that no slow machine comes to it. */
export const LONG = { deadline: 600_000 } as const;

/** All of it. */
export const bytesOf = async (body: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces);
};
