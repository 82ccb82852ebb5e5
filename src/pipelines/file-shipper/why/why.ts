import type { ProcessIdentity } from '../../../io/disk/process-identity.js';
import type { WaitingState } from '../../../io/sources/directory/directory-rows.js';

/** Why a file is not shipped, or not removed. */
export interface Why {
  /** Below the directory. */
  readonly path: string;
  readonly directory: string;
  /** `gone`: there is no such file; `passed`: it is none that ships; `kept`: it is shipped, and stays. */
  readonly state: WaitingState | 'gone' | 'passed' | 'kept';
  readonly reason: string;
  /** That have come to nothing; absent where nothing is known of any. */
  readonly attempts?: number | undefined;
  /** Epoch milliseconds of the next one. */
  readonly after?: number | undefined;
  /** Who ships the directory just now. */
  readonly shipper?: Pick<ProcessIdentity, 'pid' | 'host'> | undefined;
}
