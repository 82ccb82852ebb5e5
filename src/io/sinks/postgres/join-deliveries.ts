import { createHash } from 'node:crypto';
import type { Delivery } from '../sink.js';
import { hasSameColumns, joinBodies } from './join-bodies.js';
import type { PostgresBody } from './rows-to-store.js';

// Only what was composed for these tables is given to either.
const bodyOf = ({ body }: Delivery): PostgresBody => body as PostgresBody;

/** Whether they can be one: after a change of the config rows wait that were composed for other columns. */
export const canJoin = (one: Delivery, other: Delivery): boolean =>
  hasSameColumns(bodyOf(one), bodyOf(other));

/** One delivery of the rows of several to the same columns of the same tables, one after the other. */
export const joinDeliveries = (deliveries: readonly Delivery[]): Delivery => {
  const hash = createHash('sha256');
  for (const { id } of deliveries) hash.update(id).update('\n');
  const body = joinBodies(deliveries.map(bodyOf));
  return { id: hash.digest('base64url'), body, rows: body.rows };
};
