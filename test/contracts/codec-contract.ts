import { describe, test } from 'vitest';
import type { Codec } from '../../src/io/codecs/codec.js';
import { type CodecLawsOptions, type CodecSample, codecLaws } from '../../src/testing/codec-laws.js';

export type { CodecSample };

/** What every codec must do with any bytes in any chunks: the laws that users have too. */
export function codecContract<T>(
  name: string,
  make: () => Codec<T>,
  samples: readonly CodecSample[],
  options: CodecLawsOptions = {},
): void {
  describe(`codec contract: ${name}`, () => {
    for (const law of codecLaws(make, samples, options)) test(law.name, () => law.check());
  });
}
