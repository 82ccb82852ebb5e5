import type { Timed } from '../../../operators/batch.js';
import type { FaultClass } from '../../object-store/fault-class.js';
import type { FileFaultClass } from './file-fault.js';

/** What became of one attempt: `conflict` is shipped as well, under a key of its own. That of the store named so is `race` here. */
export type UploadClass =
  | 'ok'
  | 'conflict'
  | 'dry-run'
  | FileFaultClass
  | Exclude<FaultClass, 'conflict' | 'aborted'>;

/** One attempt to ship one file. */
export interface Uploaded extends Timed {
  readonly kind: 'upload';
  /** Below the directory. */
  readonly path: string;
  /** Where it is, or was to go; '' where it has none. */
  readonly key: string;
  readonly bytes: number;
  /** From 1. */
  readonly attempt: number;
  readonly class: UploadClass;
  /** Whether it is there for certain: then what is here may go. */
  readonly shipped: boolean;
  /** It was there already. */
  readonly found: boolean;
  /** In words; '' where all is well. */
  readonly reason: string;
  /** Milliseconds that it took. */
  readonly duration: number;
}
