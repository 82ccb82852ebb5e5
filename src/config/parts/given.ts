/** Only what is given: an absent setting is the codec's own default. */
export const given = <T extends object>(settings: T): { [K in keyof T]-?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as never;
