/** What can be wrong with a file, and with an object that is where it was to go. */
export type FileFaultClass =
  | 'gone'
  | 'changed'
  | 'unreadable'
  /** It is there, perhaps; nothing tells whether it is what we have. */
  | 'unverified'
  /** Somebody else writes the same key at the same time. */
  | 'race'
  | 'key-too-long'
  | 'too-large';

/** Why a file was not shipped, where that is not the store's fault. */
export class FileFault extends Error {
  readonly class: FileFaultClass;

  /** `message`: in words, about "it". */
  constructor(failed: FileFaultClass, message: string) {
    super(message);
    this.name = 'FileFault';
    this.class = failed;
  }
}
