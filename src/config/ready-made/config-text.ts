import { Document, isMap, isSeq, visit } from 'yaml';
import type { ConfigTree } from './config-tree.js';

/** What a terminal obeys or does not show: a config is printed, and names of files may hold anything. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const UNSAFE_IN_LINE = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

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
    Scalar(_, scalar) {
      // In such quotes it can be written as its code.
      if (typeof scalar.value === 'string' && UNSAFE.test(scalar.value)) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: true }).replace(UNSAFE_IN_LINE, escaped);
};

const escaped = (character: string): string => {
  const hex = (character.codePointAt(0) ?? 0).toString(16);
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
};
