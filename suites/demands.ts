import { suggest } from '../documents/nearest.ts';
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

const checkSameAs = ({ same_as: id }: ExpectationYaml, earlier: Earlier, scope: Scope): void => {
  if (id === undefined || earlier.has(id)) return;
  const remedy = earlier.size === 0 ? 'Refer to a step above this one.' : suggest(id, [...earlier.keys()]);
  scope.report(`${scope.pointer}/same_as`, `no earlier step \`${id}\` sends a request`, remedy);
};

/** Reports what an expectation demands of an operation or of an earlier step that cannot give it. */
export const checkDemands = (written: ExpectationYaml, operation: string, earlier: Earlier, scope: Scope): void => {
  checkLists(written, operation, scope);
  checkSameAs(written, earlier, scope);
};
