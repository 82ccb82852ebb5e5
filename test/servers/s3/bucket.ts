import type { Algorithm } from './sums.js';

/** What is said of an object beside its bytes. */
export interface Kept {
  readonly body: Buffer;
  /** Also where the bytes are not kept. */
  readonly bytes: number;
  readonly etag: string;
  readonly sums: ReadonlyMap<Algorithm, string>;
  readonly sumType: 'FULL_OBJECT' | 'COMPOSITE';
  /** Content-type, encryption, storage class, metadata: as they came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly modified: number;
  /** With a delete marker there is nothing. */
  readonly isMarker?: boolean;
}

export interface Version extends Kept {
  readonly version: string;
}

export interface Part {
  readonly body: Buffer;
  readonly bytes: number;
  readonly etag: string;
  readonly md5: Buffer;
  readonly sums: ReadonlyMap<Algorithm, string>;
}

export interface Begun {
  readonly key: string;
  readonly algorithm: Algorithm | undefined;
  readonly sumType: 'FULL_OBJECT' | 'COMPOSITE';
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Part>;
}

/** A bucket in memory. */
export class Bucket {
  /** The newest last. */
  readonly versions = new Map<string, Version[]>();
  readonly uploads = new Map<string, Begun>();
  isVersioned = false;
  #versions = 0;

  current(key: string): Version | undefined {
    const last = this.versions.get(key)?.at(-1);
    return last?.isMarker === true ? undefined : last;
  }

  version(key: string, version: string): Version | undefined {
    return this.versions.get(key)?.find((one) => one.version === version);
  }

  keep(key: string, kept: Kept): Version {
    const version = this.isVersioned ? `v${++this.#versions}` : 'null';
    const before = (this.versions.get(key) ?? []).filter((one) => one.version !== version);
    const made = { ...kept, version };
    this.versions.set(key, [...before, made]);
    return made;
  }

  remove(key: string, version: string): void {
    const left = (this.versions.get(key) ?? []).filter((one) => one.version !== version);
    if (left.length === 0) this.versions.delete(key);
    else this.versions.set(key, left);
  }

  /** In the order of their bytes. */
  keys(): readonly string[] {
    return [...this.versions.keys()]
      .filter((key) => this.current(key) !== undefined)
      .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }
}
