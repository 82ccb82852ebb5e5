import { fieldText } from '../bytes/field-text.js';
import { Intern } from '../bytes/intern.js';
import { clientText } from './client-text.js';
import { KnownHeads } from './known-heads.js';

/**
 * The remembered strings of one codec, a table for each field so that agents do not push out sections. Shared by its
 * decoders: a table only saves work and decides nothing. About 4 MiB at most, touched only by fields that are asked for.
 */
export class AccessLogStrings {
  readonly host = new Intern(clientText, { slots: 4096, maxBytes: 48 });
  readonly user = new Intern(fieldText, { slots: 1024, maxBytes: 64 });
  readonly method = new Intern(fieldText, { slots: 64, maxBytes: 32 });
  readonly path = new Intern(fieldText, { slots: 4096, maxBytes: 256 });
  readonly section = new Intern(fieldText, { slots: 4096, maxBytes: 64 });
  readonly protocol = new Intern(fieldText, { slots: 64, maxBytes: 16 });
  readonly referer = new Intern(fieldText, { slots: 2048, maxBytes: 256 });
  readonly agent = new Intern(fieldText, { slots: 2048, maxBytes: 512 });
  readonly vhost = new Intern(fieldText, { slots: 1024, maxBytes: 128 });
  /** Of decoders that are asked for a name, and of those that are not and have none in them. */
  readonly heads = new KnownHeads();
  readonly namelessHeads = new KnownHeads();
}
