import { suggest } from '../documents/nearest.ts';
import { own } from '../runner/json.ts';
import { replaceInPath } from '../runner/references.ts';
import type { RequestTemplate } from '../runner/types/scenario.ts';
import type { Answer } from '../runner/types/spec.ts';
import { TRUSTED } from '../runner/types/target.ts';
import { removeAt, setAt } from './edit.ts';
import type { RequestYaml, Scope } from './format.ts';
import { inside } from './format.ts';
import { checkManaged } from './managed.ts';
import type { Earlier } from './references.ts';
import { checkReferences } from './references.ts';
import { checkRole } from './roles.ts';

/** A request that may still lack its operation. */
export type Draft = Omit<RequestTemplate, 'operation'> & { readonly operation?: string };

export const EMPTY: Draft = { as: TRUSTED, query: {}, headers: {} };

const RAW_REMEDY = 'Write the change into `raw`, or give the request a `body`.';

const bodyOf = (draft: Draft, change: RequestYaml, scope: Scope): Pick<RequestTemplate, 'body'> => {
  if (change.body !== undefined && change.raw !== undefined)
    scope.report(scope.pointer, 'a request has one body, not both `body` and `raw`', 'Remove one of the two.');
  const { set = {}, remove = [] } = change;
  const changes = Object.keys(set).length + remove.length;
  if (change.raw !== undefined) {
    if (changes > 0) scope.report(scope.pointer, '`raw` is the whole body: nothing can be changed in it', RAW_REMEDY);
    return change.raw === '' ? {} : { body: { raw: change.raw } };
  }
  const start = change.body === undefined ? draft.body : { json: change.body };
  if (changes === 0) return start === undefined ? {} : { body: start };
  if (start === undefined || 'raw' in start) {
    scope.report(scope.pointer, 'there is no JSON body to change', 'Give the request a `body`.');
    return {};
  }
  const filled = Object.entries(set).reduce((body, [pointer, value]) => setAt(body, pointer, value, scope), start.json);
  return { body: { json: remove.reduce((body, pointer) => removeAt(body, pointer, scope), filled) } };
};

const headersOf = (draft: Draft, change: RequestYaml): RequestTemplate['headers'] => ({
  ...draft.headers,
  ...change.headers,
  ...(change.authorization === undefined ? {} : { authorization: change.authorization }),
});

const checkAuthorization = ({ authorization, headers = {} }: RequestYaml, scope: Scope): void => {
  if (authorization !== undefined && Object.keys(headers).some((name) => name.toLowerCase() === 'authorization'))
    scope.report(
      `${scope.pointer}/authorization`,
      'a request has one Authorization header, not one in `authorization` and one in `headers`',
      'Remove one of the two.',
    );
};

/** A request after the changes of one layer. Another operation starts from an empty request with the same token. */
export const applied = (before: Draft, change: RequestYaml | undefined, scope: Scope): Draft => {
  if (change === undefined) return before;
  checkManaged(change, scope);
  checkAuthorization(change, scope);
  if (change.as !== undefined) checkRole('token', change.as, inside(scope, '/as'));
  const operation = change.operation ?? before.operation;
  const draft: Draft = operation === before.operation ? before : { ...EMPTY, as: before.as };
  const method = change.method ?? draft.method;
  const path = change.path ?? draft.path;
  return {
    ...(operation === undefined ? {} : { operation }),
    as: change.as ?? draft.as,
    ...(method === undefined ? {} : { method }),
    ...(path === undefined ? {} : { path }),
    query: { ...draft.query, ...change.query },
    headers: headersOf(draft, change),
    ...bodyOf(draft, change, scope),
  };
};

const checkPath = (path: string | undefined, operation: string, template: string, scope: Scope): void => {
  const parameters = template.split('/').filter((segment) => segment.startsWith('{'));
  if (path === undefined && parameters.length > 0)
    scope.report(
      scope.pointer,
      `the path of \`${operation}\`, \`${template}\`, is a template`,
      'Give the request its `path`, with a value for each parameter.',
    );
  const [left] = parameters.filter((parameter) => path?.split('/').includes(parameter));
  if (left !== undefined)
    scope.report(
      scope.pointer,
      `the path \`${path}\` has no value for \`${left}\``,
      'Write one in its place, such as a reference.',
    );
};

/** The draft as a request of an operation that the spec knows; `undefined` after reporting why it is none. */
export const completed = (draft: Draft, scope: Scope): RequestTemplate | undefined => {
  const { operation } = draft;
  const { operations } = scope.spec;
  if (operation === undefined) {
    scope.report(scope.pointer, 'the request names no operation', 'Give the suite a `request` with an `operation`.');
    return undefined;
  }
  const known = own(operations, operation);
  if (known !== undefined) {
    checkPath(draft.path, operation, known.path, scope);
    return { ...draft, operation };
  }
  scope.report(
    scope.pointer,
    `the spec has no operation \`${operation}\``,
    suggest(operation, Object.keys(operations)),
  );
  return undefined;
};

/** Reports every reference in a request that nothing can replace. */
export const checkTemplate = (template: RequestTemplate, earlier: Earlier, scope: Scope): void => {
  const { headers, body = {}, query, path = '' } = template;
  for (const [name, value] of Object.entries(headers))
    checkReferences(value, { earlier, tokens: name.toLowerCase() === 'authorization' }, scope);
  checkReferences({ body, query, path }, { earlier, tokens: false }, scope);
};

/** A request off the path of its operation is judged by nothing that the spec says of it: none of its successes is. */
export const checkRoute = (
  { operation, path, method }: RequestTemplate,
  answers: readonly Answer[],
  scope: Scope,
): void => {
  const known = own(scope.spec.operations, operation);
  const [bare = ''] = replaceInPath(path ?? '', () => 'x').split('?');
  const succeeds = answers.length > 0 && answers.every(({ code }) => code === null);
  if (path === undefined || known === undefined || !succeeds || known.isAt(bare) || method !== undefined) return;
  const fact = `the path \`${path}\` is not that of \`${operation}\`, which is expected to succeed`;
  scope.report(`${scope.pointer}/path`, fact, `Write it as \`${known.path}\`.`);
};
