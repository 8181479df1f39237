import { meant, suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import { type Described, parametersOf } from './operations.ts';
import { follow } from './refs.ts';
import { reporter } from './reporter.ts';

/** Problems of paths in themselves. */
export const checkPaths = (document: YamlDocument): readonly Problem[] => {
  const paths = valueAt(document.value, '/paths');
  return Object.keys(isObject(paths) ? paths : {}).flatMap((path) => {
    const pointer = childOf('', 'paths', path);
    const place = document.keyPlaceOf(pointer);
    if (!path.startsWith('/'))
      return [
        { place, pointer, message: `the path \`${path}\` does not begin with a slash`, remedy: `Write \`/${path}\`.` },
      ];
    return path.split('/').every((segment) => /^(?:[^{}]*|\{[^{}$]+\})$/.test(segment))
      ? []
      : [
          {
            place,
            pointer,
            message: `a segment of the path \`${path}\` is a parameter in part`,
            remedy: 'Let a parameter be a whole segment, as in `/bookings/{booking}`.',
          },
        ];
  });
};

type Parameter = { readonly at: string; readonly name: string; readonly place: string };

/** The parameters of an operation, and those of its path. */
const declaredBy = (root: Json, { path, pointer }: Described): readonly Parameter[] =>
  [childOf(pointer, 'parameters'), childOf('', 'paths', path, 'parameters')].flatMap((list) => {
    const parameters = valueAt(root, list);
    return (isArray(parameters) ? parameters : []).map((_, index) => {
      const at = follow(root, childOf(list, index));
      const [name, place] = ['name', 'in'].map((member) => String(valueAt(root, childOf(at, member))));
      return { at: childOf(at, 'name'), name: name ?? '', place: place ?? '' };
    });
  });

/** Parameters that stand in no path which they are for, and a page that no parameter asks for. */
export const checkParameters = (document: YamlDocument, operation: Described): readonly Problem[] => {
  const report = reporter(document);
  const { id, path, pagination, pointer } = operation;
  const declared = declaredBy(document.value, operation);
  const inPath = parametersOf(path);
  const lost = declared
    .filter(({ name, place }) => place === 'path' && !inPath.includes(name))
    .map(({ at, name }) => report(at, `the path \`${path}\` has no parameter \`${name}\``, suggest(name, inPath)));
  const inQuery = declared.filter(({ place }) => place === 'query').map(({ name }) => name);
  const page = pagination?.page;
  if (page === undefined || inQuery.includes(page)) return lost;
  const fact = `${id} has no query parameter \`${page}\``;
  return [
    ...lost,
    report(childOf(pointer, 'x-pagination', 'page'), fact, meant(page, inQuery, 'Declare it under `parameters`.')),
  ];
};

/** Parameters that links give to operations which have none of that name in their path or query: a server would ignore them, or refuse. */
export const checkGiven = (
  document: YamlDocument,
  { responses, success, links }: Described,
  operations: readonly Described[],
): readonly Problem[] => {
  const report = reporter(document);
  const response = responses.find(({ status }) => status === String(success));
  return Object.entries(links).flatMap(([name, { operation: id }]) => {
    const reached = operations.find((one) => one.id === id);
    const at = childOf(follow(document.value, childOf(response?.pointer ?? '', 'links', name)), 'parameters');
    const given = valueAt(document.value, at);
    if (reached === undefined || !isObject(given)) return [];
    const declared = declaredBy(document.value, reached).filter(({ place }) => place !== 'header');
    const known = [...new Set([...parametersOf(reached.path), ...declared.map((one) => one.name)])];
    return Object.keys(given)
      .filter((one) => !known.includes(one.replace(/^(?:path|query)\./, '')))
      .map((one) =>
        report(
          childOf(at, one),
          `${id} has no parameter \`${one}\` in its path or its query, which the link \`${name}\` gives it`,
          known.length === 0 ? 'Declare it under `parameters` of the operation.' : suggest(one, known),
        ),
      );
  });
};
