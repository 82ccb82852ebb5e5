import type { ListingStore } from './object-store.js';
import type { ObjectStoreSettings } from './object-store-settings.js';

/**
 * A bucket whose keys may be seen. What it takes to speak to one is loaded by this. Nothing is asked of it yet, so nothing that
 * is wrong with it is seen.
 */
export const openListingStore = async (settings: ObjectStoreSettings): Promise<ListingStore> => {
  const { sdkStore } = await import('./s3/sdk-store.js');
  // What AWS's tools take for it; said here, so that everything that depends on there being one knows.
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  return sdkStore({ ...settings, endpoint: settings.endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL });
};
