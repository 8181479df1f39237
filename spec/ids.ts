import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { listed } from '../documents/words.ts';
import { typesAt } from './astray.ts';
import type { Described } from './operations.ts';
import { reporter } from './reporter.ts';

/** Where an operation's success names what was created or is listed, and where the document says so. */
const idsOf = ({ allocates, pagination, responses, success, pointer }: Described) => {
  const response = responses.find(({ status }) => status === String(success));
  const schemas = response?.content.flatMap(({ schema }) => schema ?? []) ?? [];
  const created =
    allocates === undefined
      ? []
      : [{ at: childOf(response?.pointer ?? pointer, 'links', 'release'), id: allocates.id }];
  const { items, id } = pagination ?? {};
  const inList = id === undefined ? [] : [{ at: childOf(pointer, 'x-pagination', 'id'), id: `${items}/0${id}` }];
  return { schemas, ids: [...created, ...inList] };
};

/** Ids that are no texts: whatever has one could neither be given back nor counted, and the target would be accused of that. */
export const checkIds = (document: YamlDocument, operation: Described): readonly Problem[] => {
  const { schemas, ids } = idsOf(operation);
  return ids.flatMap(({ at, id }) => {
    const types = [...new Set(typesAt(document.value, schemas, id))];
    if (types.length === 0 || types.includes('string')) return [];
    const fact = `the id at \`${id}\` of a success of ${operation.id} is no string, but ${listed(types)}`;
    return [reporter(document)(at, fact, 'Only what has a string for its id can be given back and counted.')];
  });
};
