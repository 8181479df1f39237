import { suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { Json } from '../runner/types/values.ts';
import { type Described, parametersOf } from './operations.ts';
import { follow } from './refs.ts';
import { reporter } from './reporter.ts';

type Written = { readonly expression: string; readonly at: string };

/** Runtime expressions in the values of a link: whole texts that begin with `$`, and those in braces inside a text. */
const writtenIn = (value: Json | undefined, at: string): readonly Written[] => {
  if (typeof value === 'string') {
    const found = value.startsWith('$') ? [value] : Array.from(value.matchAll(/\{(\$[^}]*)\}/g), ([, one = '']) => one);
    return found.map((expression) => ({ expression, at }));
  }
  if (isArray(value)) return value.flatMap((item, index) => writtenIn(item, childOf(at, index)));
  return Object.entries(isObject(value) ? value : {}).flatMap(([name, member]) => writtenIn(member, childOf(at, name)));
};

const KNOWN = /^\$(?:request|response)\.body(?:#(?:\/.*)?)?$/;
const PARAMETER = /^\$request\.path\.(.+)$/;

/** Expressions of links that nothing stands for, though OpenAPI may know them: they would be sent as they are written. */
export const checkExpressions = (document: YamlDocument, operation: Described): readonly Problem[] => {
  const report = reporter(document);
  const root = document.value;
  const parameters = parametersOf(operation.path);
  const response = operation.responses.find(({ status }) => status === String(operation.success));
  const links = Object.keys(operation.links).map((name) =>
    follow(root, childOf(response?.pointer ?? '', 'links', name)),
  );
  const written = links.flatMap((link) =>
    ['parameters', 'requestBody'].flatMap((member) => {
      const at = childOf(link, member);
      return writtenIn(valueAt(root, at), at);
    }),
  );
  return written.flatMap(({ expression, at }) => {
    if (KNOWN.test(expression)) return [];
    const parameter = PARAMETER.exec(expression)?.[1];
    if (parameter === undefined)
      return [
        report(
          at,
          `a link cannot take \`${expression}\``,
          `Write \`$response.body#/...\`, \`$request.body#/...\` or \`$request.path.${parameters[0] ?? 'NAME'}\`.`,
        ),
      ];
    return parameters.includes(parameter)
      ? []
      : [
          report(
            at,
            `the path of ${operation.id}, \`${operation.path}\`, has no parameter \`${parameter}\``,
            parameters.length === 0 ? 'Take it from `$response.body#/...`.' : suggest(parameter, parameters),
          ),
        ];
  });
};
