import { suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { ExpectationYaml, Scope } from './format.ts';
import type { Earlier } from './references.ts';

const checkLists = ({ lists }: ExpectationYaml, operation: string, scope: Scope): void => {
  if (lists === undefined) return;
  const pagination = scope.spec.operations[operation]?.pagination;
  const at = `${scope.pointer}/lists`;
  if (pagination === undefined)
    scope.report(at, `\`${operation}\` lists nothing`, 'Expect it of an operation that lists.');
  else if (lists[pagination.id] === undefined)
    scope.report(at, 'nothing says which item of the list is meant', `Add \`${pagination.id}\`.`);
};

/** What is looked for where nothing can be is found in no answer, and differs from every one. */
const checkPointers = (written: ExpectationYaml, operation: string, scope: Scope): void => {
  const known = scope.spec.operations[operation];
  const check = (member: 'body' | 'differs' | 'lists', what: string, outer: string): void => {
    for (const pointer of Object.keys(written[member] ?? {})) {
      const remedy = known?.astray(pointer, outer);
      if (remedy !== undefined)
        scope.report(childOf(`${scope.pointer}/${member}`, pointer), `${what} has no \`${pointer}\``, remedy);
    }
  };
  check('body', `a success of \`${operation}\``, '');
  check('differs', `a success of \`${operation}\``, '');
  if (known?.pagination !== undefined)
    check('lists', `an item that \`${operation}\` lists`, `${known.pagination.items}/0`);
};

const checkSameAs = ({ same_as: id }: ExpectationYaml, earlier: Earlier, scope: Scope): void => {
  if (id === undefined || earlier.has(id)) return;
  const remedy = earlier.size === 0 ? 'Refer to a step above this one.' : suggest(id, [...earlier.keys()]);
  scope.report(`${scope.pointer}/same_as`, `no earlier step \`${id}\` sends a request`, remedy);
};

/** Reports what an expectation demands of an operation or of an earlier step that cannot give it. */
export const checkDemands = (written: ExpectationYaml, operation: string, earlier: Earlier, scope: Scope): void => {
  checkLists(written, operation, scope);
  checkPointers(written, operation, scope);
  checkSameAs(written, earlier, scope);
};
