import type { FanInMember } from './fan-in-member.js';
import type { SavedMember } from './saved-members.js';

/** Under which names members go on: that under which each was saved, whichever of its names that is; of new ones their own. */
export const takenUp = (
  members: readonly Pick<FanInMember<never>, 'name' | 'aliases'>[],
  saved: readonly SavedMember[],
): readonly SavedMember[] => {
  const free = new Set(saved);
  const found = new Map<(typeof members)[number], SavedMember>();
  const take = (fits: (member: (typeof members)[number], known: SavedMember) => boolean): void => {
    for (const member of members) {
      const known = found.has(member) ? undefined : [...free].find((one) => fits(member, one));
      if (known === undefined) continue;
      found.set(member, known);
      free.delete(known);
    }
  };
  take(({ name }, known) => known.name === name);
  take(({ name, aliases = [] }, known) => {
    const names = [name, ...aliases];
    return [known.name, ...(known.aliases ?? [])].some((one) => names.includes(one));
  });
  return members.map((member) => {
    const { name, aliases = [] } = member;
    const known = found.get(member);
    const { aliases: _, ...rest } = known ?? { name };
    const others = new Set([name, ...aliases].filter((one) => one !== rest.name));
    return { ...rest, ...(others.size > 0 && { aliases: [...others] }) };
  });
};
