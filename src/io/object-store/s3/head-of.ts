import type { ObjectHead } from '../object-store.js';
import { type StatedChecksums, statedChecksums } from './stated-checksums.js';

export interface SaidOfObject extends StatedChecksums {
  readonly ContentLength?: number | undefined;
  readonly ETag?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly LastModified?: Date | undefined;
  readonly Metadata?: Readonly<Record<string, string>> | undefined;
}

export const headOf = (said: SaidOfObject): ObjectHead => ({
  bytes: said.ContentLength ?? 0,
  ...(said.ETag !== undefined && said.ETag.replaceAll('"', '') !== '' && { etag: said.ETag }),
  ...(said.VersionId !== undefined && said.VersionId !== 'null' && { version: said.VersionId }),
  ...(said.LastModified !== undefined && { modified: said.LastModified.getTime() }),
  checksums: statedChecksums(said),
  metadata: said.Metadata ?? {},
});
