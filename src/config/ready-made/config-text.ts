import { Document, isMap, isSeq, visit } from 'yaml';
import type { ConfigTree } from './config-tree.js';

/** A config as YAML. Maps and lists without further ones inside, or only short ones, stand on one line. */
export const configText = (tree: ConfigTree): string => {
  const document = new Document(tree, { aliasDuplicateObjects: false });
  const isLarge = (value: unknown): boolean => isMap(value) || (isSeq(value) && value.items.length > 3);
  visit(document, {
    Map(_, map) {
      if (map.items.length < 7 && !map.items.some(({ value }) => isLarge(value))) map.flow = true;
    },
    Seq(_, list) {
      if (!list.items.some(isLarge)) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
};
