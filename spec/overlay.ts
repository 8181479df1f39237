import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, tokensOf, valueAt } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Graft } from './graft.ts';
import { graftOn } from './graft.ts';

/** JSON Pointers of what a JSONPath (RFC 9535) selects, each once. Throws on a malformed path. */
type Query = (path: string, root: Json) => readonly string[];

type Fault = { readonly member: string; readonly message: string; readonly remedy: string };

const loadQuery = async (): Promise<Query> => {
  const { query } = await import('json-p3');
  return (path, root) => {
    // json-p3 only reads the value, but its types know no readonly arrays.
    const { nodes } = query(path, root as Parameters<typeof query>[1]);
    return [...new Set(nodes.map((node) => childOf('', ...node.location)))];
  };
};

const mismatch = (target: Json | undefined, update: Json): Omit<Fault, 'member'> | undefined => {
  if (isArray(target) || (isObject(target) && isObject(update))) return undefined;
  return isObject(target)
    ? {
        message: 'the target selects an object, and this is none to merge with it',
        remedy: 'Write the members to merge.',
      }
    : {
        message: 'the target selects a plain value, which has no members to update',
        remedy: 'Let the target select the object around it, and name the member in `update`.',
      };
};

/** Later items first, inner values before what holds them, so that no removal moves what is still to be removed. */
const lastFirst = (a: string, b: string): number => {
  const [left, right] = [tokensOf(a), tokensOf(b)];
  const index = left.findIndex((token, at) => token !== right[at]);
  if (index < 0 || index >= right.length) return right.length - left.length;
  return Number(right[index]) - Number(left[index]) || 0;
};

const select = (graft: Graft, target: string, query: Query): readonly string[] | Fault => {
  try {
    const pointers = query(target, graft.value());
    if (pointers.length > 0) return pointers;
    return {
      member: 'target',
      message: `the target \`${target}\` selects nothing`,
      remedy: 'Correct the path, or remove the action.',
    };
  } catch (error) {
    return {
      member: 'target',
      message: `the target \`${target}\` is no JSONPath: ${(error as Error).message}`,
      remedy: 'Write a JSONPath as RFC 9535 describes it.',
    };
  }
};

const act = (graft: Graft, action: JsonObject, overlay: YamlDocument, at: string, query: Query): readonly Fault[] => {
  const selected = select(graft, String(action.target), query);
  if ('message' in selected) return [selected];
  if (action.remove === true) {
    if (selected.includes(''))
      return [{ member: 'target', message: 'the whole document cannot be removed', remedy: 'Select a part of it.' }];
    for (const pointer of [...selected].sort(lastFirst)) graft.remove(pointer);
    return [];
  }
  const { update } = action;
  if (update === undefined)
    return [
      {
        member: 'remove',
        message: 'the action neither removes nor updates anything',
        remedy: 'Write `remove: true`, or give it an `update`.',
      },
    ];
  const fault = selected.map((pointer) => mismatch(valueAt(graft.value(), pointer), update)).find(Boolean);
  if (fault !== undefined) return [{ member: 'update', ...fault }];
  for (const pointer of selected) graft.merge(pointer, update, overlay, childOf(at, 'update'));
  return [];
};

/**
 * Applies OpenAPI Overlay 1.0 documents, which must be valid against `overlay.schema.json`, one after the other. Objects
 * are merged recursively and arrays inside them appended; a target that is an array gets the update as one entry more.
 * An action whose target selects nothing is a problem. The result's places lead into the file that wrote each part.
 */
export const applyOverlays = async (
  base: YamlDocument,
  overlays: readonly YamlDocument[],
): Promise<{ readonly document: YamlDocument; readonly problems: readonly Problem[] }> => {
  if (overlays.length === 0) return { document: base, problems: [] };
  const query = await loadQuery();
  const graft = graftOn(base);
  const problems: Problem[] = [];
  for (const overlay of overlays) {
    const actions = valueAt(overlay.value, '/actions');
    if (!isArray(actions)) continue;
    actions.filter(isObject).forEach((action, index) => {
      const at = childOf('', 'actions', index);
      for (const { member, message, remedy } of act(graft, action, overlay, at, query)) {
        const pointer = childOf(at, member);
        problems.push({ place: overlay.placeOf(pointer), pointer, message, remedy });
      }
    });
  }
  return { document: graft.finish(), problems };
};
