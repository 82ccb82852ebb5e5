import { objectStoreContract } from '../../contracts/object-store-contract.js';
import { s3Server } from '../../servers/s3.js';
import { storeAt } from '../../support/object-store/store-at.js';

objectStoreContract('S3', {
  open: async ({ secret, bucket } = {}) => {
    const { endpoint } = await s3Server();
    return await storeAt(
      { endpoint, ...(bucket !== undefined && { bucket }) },
      secret === undefined ? {} : { AWS_SECRET_ACCESS_KEY: secret },
    );
  },
  hasChecksums: true,
  hasConditionalCompletion: true,
  saysGone: true,
});

// What is known of stores without checksums, with opaque or no ETags, and with a PUT alone that is conditional.
objectStoreContract('a store with less', {
  open: async ({ secret, bucket } = {}) => {
    const server = await s3Server();
    server.habits.checksums = 'ignored';
    server.habits.conditionalCompletion = false;
    server.habits.etag = 'opaque';
    server.habits.trailers = '501';
    server.habits.saysGone = false;
    return await storeAt(
      { endpoint: server.endpoint, ...(bucket !== undefined && { bucket }) },
      secret === undefined ? {} : { AWS_SECRET_ACCESS_KEY: secret },
    );
  },
  hasChecksums: false,
  hasConditionalCompletion: false,
  saysGone: false,
});
