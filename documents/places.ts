import type { LineCounter, Node, Pair } from 'yaml';
import { isMap, isScalar, isSeq } from 'yaml';
import { tokensOf } from '../runner/json.ts';
import type { Place } from '../runner/types/values.ts';

/** Finds the place of what a JSON Pointer points to, or of its nearest existing ancestor. */
export type Places = {
  readonly placeOf: (pointer: string) => Place;
  readonly keyPlaceOf: (pointer: string) => Place;
};

type Found = { readonly node: Node | null; readonly key: Node | null };

const pairOf = (node: Node, token: string): Pair | undefined =>
  isMap(node) ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === token) : undefined;

const below = (node: Node, token: string): Found | undefined => {
  const pair = pairOf(node, token);
  if (pair !== undefined) return { node: pair.value as Node | null, key: pair.key as Node };
  const item = isSeq(node) ? (node.items[Number(token)] as Node | undefined) : undefined;
  return item === undefined ? undefined : { node: item, key: item };
};

const isWritten = (node: Node | null): node is Node => node?.range != null && node.range[1] > node.range[0];

/** Places of a parsed tree; `targets` says where aliases lead. */
export const placesOf = (
  root: Node | null,
  targets: ReadonlyMap<Node, Node>,
  lines: LineCounter,
  file: string,
): Places => {
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const find = (pointer: string): Found => {
    let found: Found = { node: root, key: root };
    for (const token of tokensOf(pointer)) {
      const container = found.node === null ? null : (targets.get(found.node) ?? found.node);
      const next = container === null ? undefined : below(container, token);
      if (next === undefined) return found;
      found = next;
    }
    return found;
  };
  const offset = (node: Node | null): number => node?.range?.[0] ?? 0;
  return {
    placeOf: (pointer) => {
      const { node, key } = find(pointer);
      return at(offset(isWritten(node) ? node : key));
    },
    keyPlaceOf: (pointer) => at(offset(find(pointer).key)),
  };
};
