import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import { astray } from './astray.ts';
import type { Described } from './operations.ts';
import { follow } from './refs.ts';

/** A JSON Pointer that the document writes at `at`, into the bodies of one side, or into what `outer` points to in them. */
type Written = {
  readonly at: string;
  readonly side: 'request' | 'success';
  readonly pointer: string;
  readonly outer?: string;
};

/**
 * What to write in place of a pointer into a success body of the operation that leads nowhere; `undefined` if it leads somewhere,
 * or may, as in a body that no schema describes.
 */
export const astrayInSuccess = (root: Json, operation: Described, pointer: string, outer = ''): string | undefined => {
  const content = operation.responses.find(({ status }) => status === String(operation.success))?.content ?? [];
  const schemas = content.flatMap(({ schema }) => schema ?? []);
  return schemas.length === 0 || schemas.length < content.length ? undefined : astray(root, schemas, pointer, outer);
};

const astrayIn = (root: Json, operation: Described, { side, pointer, outer }: Written): string | undefined => {
  if (side === 'success') return astrayInSuccess(root, operation, pointer, outer);
  return operation.request === undefined ? undefined : astray(root, [operation.request], pointer);
};

const SIDES = {
  response: 'success',
  address: 'success',
  total: 'success',
  size: 'success',
  request: 'request',
} as const;

const ofRelations = ({ relations, pointer }: Described): readonly Written[] =>
  relations.flatMap((relation, index) => {
    const at = childOf(pointer, 'x-relations', index);
    const members = Object.entries(relation).filter(([name]) => Object.hasOwn(SIDES, name));
    const conditions = ['when', 'unless'] as const;
    return [
      ...members.map(([name, value]) => ({
        at: childOf(at, name),
        side: SIDES[name as keyof typeof SIDES],
        pointer: String(value),
      })),
      ...conditions.flatMap((name) =>
        Object.keys((relation.kind === 'equals' ? relation[name] : undefined) ?? {}).map((key) => ({
          at: childOf(at, name, key),
          side: 'request' as const,
          pointer: key,
        })),
      ),
    ];
  });

const ofPagination = ({ pagination, pointer }: Described): readonly Written[] => {
  if (pagination === undefined) return [];
  const { pages, items, id } = pagination;
  const at = (name: string): string => childOf(pointer, 'x-pagination', name);
  return [
    ...(pages === undefined ? [] : [{ at: at('pages'), side: 'success' as const, pointer: pages }]),
    { at: at('items'), side: 'success', pointer: items },
    { at: at('id'), side: 'success', pointer: id, outer: `${items}/0` },
  ];
};

const EXPRESSION = /\$(request|response)\.body#([^}]*)/g;

const inExpressions = (value: Json | undefined, at: string): readonly Written[] => {
  if (typeof value === 'string')
    return [...value.matchAll(EXPRESSION)].map(([, source, pointer = '']) => ({
      at,
      side: source === 'request' ? 'request' : 'success',
      pointer,
    }));
  if (isArray(value)) return value.flatMap((item, index) => inExpressions(item, childOf(at, index)));
  return Object.entries(isObject(value) ? value : {}).flatMap(([name, member]) =>
    inExpressions(member, childOf(at, name)),
  );
};

const ofLinks = (root: Json, { links, responses, success }: Described): readonly Written[] => {
  const response = responses.find(({ status }) => status === String(success));
  return Object.entries(links).flatMap(([name, { path, query, body }]) => {
    const at = follow(root, childOf(response?.pointer ?? '', 'links', name));
    const parameters = childOf(at, 'parameters');
    return [
      ...inExpressions(path, parameters),
      ...inExpressions(query, parameters),
      ...inExpressions(body, childOf(at, 'requestBody')),
    ];
  });
};

const SIDE_NAMES = { request: 'a request', success: 'a success' } as const;

/**
 * Problems of the pointers by which the document compares, counts and links bodies, and which lead to nothing that the bodies'
 * schemas know: what they are for would never be judged.
 */
export const checkPointers = (document: YamlDocument, operation: Described): readonly Problem[] => {
  const root = document.value;
  const written = [...ofRelations(operation), ...ofPagination(operation), ...ofLinks(root, operation)];
  return written.flatMap((one) => {
    const remedy = astrayIn(root, operation, one);
    const message = `${one.outer === undefined ? SIDE_NAMES[one.side] : 'an item of the list'} of ${operation.id} has no \`${one.pointer}\``;
    return remedy === undefined ? [] : [{ place: document.placeOf(one.at), pointer: one.at, message, remedy }];
  });
};
