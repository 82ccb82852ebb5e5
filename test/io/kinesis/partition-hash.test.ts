import { expect, it } from 'vitest';
import { partitionHash } from '../../../src/io/kinesis/partition-hash.js';

it.each([
  ['a', '16955237001963240173058271559858726497'],
  ['b', '195289424170611159128911017612795795343'],
  ['user-1', '285573413173782752570879317399258818820'],
  ['user-2', '81544010656874607678696621737415172275'],
  ['', '281949768489412648962353822266799178366'],
])('KN-19: the hash of %j', (key, hash) => {
  expect(partitionHash(key)).toBe(BigInt(hash));
});
