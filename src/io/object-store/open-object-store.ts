import type { ObjectStore } from './object-store.js';
import type { ObjectStoreSettings } from './object-store-settings.js';
import { openListingStore } from './open-listing-store.js';

/** The same for those who never list. */
export const openObjectStore = (settings: ObjectStoreSettings): Promise<ObjectStore> =>
  openListingStore(settings);
