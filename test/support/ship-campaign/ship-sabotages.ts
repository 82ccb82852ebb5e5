import type { Sabotage } from '../sabotage.js';

/** What the campaign must find, and the words in which it says so. */
export const SHIP_SABOTAGES: readonly {
  readonly name: string;
  readonly sabotages: readonly Sabotage[];
  readonly fault: RegExp;
}[] = [
  {
    name: 'removes a file before a commit holds that it is shipped',
    sabotages: [
      {
        file: 'io/actions/upload.js',
        replace: /(const \{ key, found, conflict \} = await ship\(row, [^;]+;)/,
        by: '$1 await removeSent(directory, row, "delete");',
      },
    ],
    // Killed in the middle of that, nobody knows of the file that was being removed.
    fault: /has left, and no row says so|left under names of our own/,
  },
  {
    name: 'removes whatever has the name of what was sent',
    sabotages: [
      {
        file: 'io/actions/upload/remove-sent.js',
        replace: '(await identityAt(place)) === identity',
        by: '(await identityAt(place)) !== undefined',
      },
      {
        file: 'io/actions/upload/remove-sent.js',
        replace: 'contentIdentity(there) !== contentIdentity(identity)',
        by: 'false',
      },
    ],
    fault: /bytes are nowhere/,
  },
  {
    name: 'writes without If-None-Match',
    sabotages: [
      {
        file: 'io/object-store/writing/put-new.js',
        replace: "ifAbsent: guard === 'conditional'",
        by: 'ifAbsent: false',
      },
    ],
    fault: /was overwritten/,
  },
  {
    // The sum is that of what the store says, and not of what was sent.
    name: 'holds the sum of other bytes against what was sent',
    sabotages: [
      {
        file: 'io/object-store/s3/said-to-have.js',
        replace: 'found !== undefined && found.value !== sent.value',
        by: 'false',
      },
    ],
    fault: /bytes are nowhere/,
  },
];
