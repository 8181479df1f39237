import { isObject } from '../runner/json.ts';
import type { Operation } from '../runner/types.ts';
import type { Description } from '../spec/load.ts';

/** Finds the operation that a method and a path below the base URL lead to. */
export type Routes = (method: string, path: string) => Operation | undefined;

/** The segment of a path in whose place any other is taken (`x-any-segment`). */
const openSegment = ({ document: { paths } }: Description, { path }: Operation): string | undefined => {
  const item = isObject(paths) ? paths[path] : undefined;
  const segment = isObject(item) ? item['x-any-segment'] : undefined;
  return typeof segment === 'string' ? segment : undefined;
};

/** The path with what was asked for in the place of its open segment. */
const openedTo = (asked: readonly string[], path: string, open: string): string =>
  path
    .split('/')
    .map((segment, index) => (segment === open ? asked[index] || open : segment))
    .join('/');

/** The routes of a described API. */
export const routesOf = (description: Description): Routes => {
  const operations = Object.values(description.spec.operations);
  const literal = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  const open = operations.flatMap((operation) => {
    const segment = openSegment(description, operation);
    return segment === undefined ? [] : [{ operation, segment }];
  });
  const isAsked = (path: string, { operation, segment }: { operation: Operation; segment: string }): boolean =>
    openedTo(path.split('/'), operation.path, segment) === path;
  return (method, path) =>
    literal.get(`${method} ${path}`) ??
    open.find((one) => one.operation.method === method && isAsked(path, one))?.operation;
};
