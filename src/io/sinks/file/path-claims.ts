import { TidemarkError } from '../../../operators/tidemark-error.js';

/** Which sink of this process writes to which path. */
const owners = new Map<string, object>();

/** Makes the path the owner's, until it lets go. Throws 'bad-options' when it is somebody else's: two sinks would each write at offsets that the other does not know. */
export const claimPath = (path: string, owner: object): void => {
  const current = owners.get(path);
  if (current !== undefined && current !== owner) {
    throw new TidemarkError(
      'bad-options',
      `Two sinks write to ${path}. Give each a path of its own, or send both streams to one sink.`,
    );
  }
  owners.set(path, owner);
};

export const releasePath = (path: string, owner: object): void => {
  if (owners.get(path) === owner) owners.delete(path);
};
