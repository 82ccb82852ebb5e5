import { TidemarkError } from '../../../operators/tidemark-error.js';
import type { WrittenFiles } from './written-files.js';

/** Which sink of this process writes where, by place: whatever links lead to it. */
const owners = new Map<string, { readonly owner: object; readonly files: WrittenFiles }>();

/** Makes the path the owner's, until it lets go. Throws 'bad-options' when it is somebody else's: two sinks would each write at offsets that the other does not know. */
export const claimPath = (files: WrittenFiles, owner: object): void => {
  const current = owners.get(files.place);
  if (current !== undefined && current.owner !== owner) {
    throw new TidemarkError(
      'bad-options',
      `Two sinks write to ${files.path}. Give each a path of its own, or send both streams to one sink.`,
    );
  }
  owners.set(files.place, { owner, files });
};

export const releasePath = ({ place }: WrittenFiles, owner: object): void => {
  if (owners.get(place)?.owner === owner) owners.delete(place);
};

/** What the sinks of this process write at present. */
export const claimedFiles = (): readonly WrittenFiles[] => [...owners.values()].map(({ files }) => files);
