import type { Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Json } from '../runner/types/values.ts';
import { childOf } from './pointer.ts';

/** A problem at an offset of the text; the place is worked out later. */
export type Remark = {
  readonly offset: number;
  readonly pointer: string;
  readonly message: string;
  readonly remedy: string;
};

/** What became of a YAML tree: its JSON value, where each alias leads, and what JSON cannot carry. */
export type Converted = {
  readonly value: Json;
  readonly targets: ReadonlyMap<Node, Node>;
  readonly remarks: readonly Remark[];
};

/** More values than this may not come out of aliases: a few lines of nested aliases can stand for billions. */
const MAX_ALIASED = 10_000;
const MAX_DEPTH = 100;

type Sized = { readonly value: Json; readonly size: number };
type Work = {
  readonly anchors: Map<string, Node>;
  readonly open: Set<Node>;
  readonly done: Map<Node, Sized>;
  readonly targets: Map<Node, Node>;
  readonly remarks: Remark[];
  aliased: number;
};
type At = { readonly pointer: string; readonly depth: number };

const NOTHING: Sized = { value: null, size: 1 };

const offsetOf = (node: unknown): number => (node as Partial<Node> | null)?.range?.[0] ?? 0;

const remark = (work: Work, node: unknown, at: At, message: string, remedy: string): Sized => {
  work.remarks.push({ offset: offsetOf(node), pointer: at.pointer, message, remedy });
  return NOTHING;
};

const scalar = (node: Scalar, at: At, work: Work): Sized => {
  const { value } = node;
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      return remark(work, node, at, `${node.source} is a number that JSON cannot carry`, 'Write a finite number.');
    if (Number.isInteger(value) && !Number.isSafeInteger(value))
      return remark(
        work,
        node,
        at,
        `${node.source} is too large to be kept exactly`,
        'Put it in quotes, or shorten it.',
      );
  }
  const plain = value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return plain ? { value, size: 1 } : remark(work, node, at, 'a value that JSON cannot carry', 'Remove its tag.');
};

const keyOf = (pair: Pair, at: At, work: Work): string | undefined => {
  const { key } = pair;
  if (!isScalar(key) || typeof key.value !== 'string') {
    const text = isScalar(key) && key.value !== null ? String(key.source ?? key.value) : undefined;
    const remedy = text === undefined ? 'Write a text before the colon.' : `Put it in quotes: '${text}'.`;
    remark(work, key, at, text === undefined ? 'a key that is no text' : `the key ${text} is no text`, remedy);
    return text;
  }
  if (key.value === '<<' && key.type === 'PLAIN') {
    remark(
      work,
      key,
      at,
      'merge keys (`<<`) are not part of YAML 1.2',
      'Write the members out, or use an alias as a value.',
    );
    return undefined;
  }
  return key.value;
};

const mapping = (node: YAMLMap, at: At, work: Work): Sized => {
  const members = new Map<string, Json>();
  let size = 1;
  for (const pair of node.items) {
    const key = keyOf(pair, at, work);
    if (key === undefined) continue;
    const pointer = childOf(at.pointer, key);
    if (members.has(key))
      remark(work, pair.key, { ...at, pointer }, `the key \`${key}\` occurs twice`, 'Keep one of the two.');
    const member = convertNode(pair.value as Node | null, { pointer, depth: at.depth + 1 }, work);
    members.set(key, member.value);
    size += member.size;
  }
  return { value: Object.fromEntries(members), size };
};

const sequence = (node: YAMLSeq, at: At, work: Work): Sized => {
  let size = 1;
  const value = node.items.map((item, index) => {
    const below = { pointer: childOf(at.pointer, index), depth: at.depth + 1 };
    const inner = isPair(item) ? NOTHING : convertNode(item as Node | null, below, work);
    size += inner.size;
    return inner.value;
  });
  return { value, size };
};

const alias = (node: Node & { readonly source: string }, at: At, work: Work): Sized => {
  const name = node.source;
  const target = work.anchors.get(name);
  if (target === undefined)
    return remark(work, node, at, `the alias *${name} has no anchor before it`, `Set the anchor &${name} further up.`);
  if (work.open.has(target))
    return remark(work, node, at, `the alias *${name} stands inside what it repeats`, 'Write the value out.');
  work.targets.set(node, target);
  const done = work.done.get(target) ?? NOTHING;
  const before = work.aliased;
  work.aliased += done.size;
  if (work.aliased <= MAX_ALIASED) return done;
  if (before <= MAX_ALIASED)
    remark(
      work,
      node,
      at,
      `aliases repeat more than ${MAX_ALIASED} values`,
      'Write the values out, without aliases of aliases.',
    );
  return NOTHING;
};

const container = (node: Node, at: At, work: Work): Sized => {
  if (at.depth > MAX_DEPTH)
    return remark(work, node, at, `values are nested more than ${MAX_DEPTH} levels deep`, 'Flatten the document.');
  if (isMap(node)) return mapping(node, at, work);
  if (isSeq(node)) return sequence(node, at, work);
  return isScalar(node) ? scalar(node, at, work) : NOTHING;
};

const convertNode = (node: Node | null, at: At, work: Work): Sized => {
  if (node === null) return NOTHING;
  if (isAlias(node)) return alias(node, at, work);
  const { anchor } = node as { readonly anchor?: string };
  if (anchor !== undefined) work.anchors.set(anchor, node);
  work.open.add(node);
  const result = container(node, at, work);
  work.open.delete(node);
  work.done.set(node, result);
  return result;
};

/** The JSON value of a YAML tree, every key a text and unique, every number finite, aliases followed within bounds. */
export const convert = (root: Node | null): Converted => {
  const work: Work = {
    anchors: new Map(),
    open: new Set(),
    done: new Map(),
    targets: new Map(),
    remarks: [],
    aliased: 0,
  };
  const { value } = convertNode(root, { pointer: '', depth: 0 }, work);
  return { value, targets: work.targets, remarks: work.remarks };
};
