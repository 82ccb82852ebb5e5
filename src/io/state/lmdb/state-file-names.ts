/** Says that a directory is one of states. */
export const MARKER = 'tidemark-state.json';

/** Names of the files with which processes claim a directory. */
export const isOwnerFile = (name: string): boolean => name.startsWith('owner-');

/** Whether a state, or the journal in it, has a file of this name. */
export const isStateFile = (name: string): boolean =>
  name === MARKER ||
  isOwnerFile(name) ||
  /^(?:(?:data|lock)\.mdb|journal-keys|journal-\d{15}\.log)(?:\.tmp)?$/.test(name);
