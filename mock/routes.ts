import type { Operation } from '../runner/types/spec.ts';
import type { Description } from '../spec/load.ts';

/** Finds the operation that a method and a path below the base URL lead to. */
export type Routes = (method: string, path: string) => Operation | undefined;

/** The routes of a described API: a path that is an operation's own leads to no other. */
export const routesOf = ({ spec }: Description): Routes => {
  const operations = Object.values(spec.operations);
  const literal = new Map(operations.map((operation) => [`${operation.method} ${operation.path}`, operation]));
  return (method, path) =>
    literal.get(`${method} ${path}`) ??
    operations.find((operation) => operation.method === method && operation.isAt(path));
};
