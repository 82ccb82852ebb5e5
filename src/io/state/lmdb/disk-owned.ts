import { randomUUID } from 'node:crypto';
import { processName } from '../../disk/process-identity.js';
import type { Owned, StateKey } from '../state-store.js';
import { checkClaim, writeClaim } from './disk-claim.js';
import { DiskLane } from './disk-lane.js';
import { readPiece } from './disk-pieces.js';
import type { Environment } from './environment.js';
import { upgrade, upgradeSize } from './old-outbox.js';
import type { OwnedEnvironment } from './owned-environment.js';
import { readSaved } from './read-saved.js';
import { idOf } from './record-key.js';
import { prepareCommit } from './write-commit.js';

/** Claims a key, and brings what it has to today's form. */
export const claimOnDisk = async (environment: OwnedEnvironment, key: StateKey): Promise<Owned> => {
  const token = randomUUID();
  const at = Date.now();
  const size = environment.read((database) => upgradeSize(database, key));
  environment.write(size, (database) => {
    writeClaim(database, key, { token, by: processName(), at });
    upgrade(database, key, at);
  });
  const read = <T>(body: (database: Environment) => T): T =>
    environment.read((database) => {
      checkClaim(database, key, token);
      return body(database);
    });
  return {
    saved: read((database) => readSaved(database, key)),
    commit: async (expected, next) => {
      const { size, apply } = prepareCommit(key, expected, next);
      environment.write(size, (database) => {
        checkClaim(database, key, token);
        apply(database);
      });
    },
    waiting: async (sink, after, most) =>
      read((database) => new DiskLane(key, idOf(key), sink).page(database, after, most)),
    piece: async (sink, name) => read((database) => readPiece(database, key, sink, name)),
  };
};
