import { isTree } from '../../is-tree.js';
import { type TargetSettings, targetSettings } from './target-settings.js';

const MOST_ALIKE = 10_000;

/**
 * Reads settings of targets, one after the other; undefined: somebody else must say what is wrong with them. Keys are read
 * each by itself, so those of many targets that say the same are read once.
 */
export const settingsReader = (): ((value: unknown) => TargetSettings | undefined) => {
  const schema = targetSettings();
  const alike = new Map<string, Partial<TargetSettings>>();
  return (value) => {
    if (!isTree(value)) return undefined;
    const { url, name, tags, group, ...others } = value;
    const key = JSON.stringify(others);
    const own = {
      url,
      ...(name !== undefined && { name }),
      ...(tags !== undefined && { tags }),
      ...(group !== undefined && { group }),
    };
    const known = alike.get(key);
    const read = schema.safeParse(known === undefined ? value : own);
    if (!read.success) return undefined;
    if (known !== undefined) return { ...known, ...read.data };
    const { url: _, name: __, tags: ___, group: ____, ...common } = read.data;
    // What JSON has no word for is null there.
    if (alike.size < MOST_ALIKE && !key.includes('null')) alike.set(key, common);
    return read.data;
  };
};
