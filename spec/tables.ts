import { suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import type { AnswerCase } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import type { Described } from './operations.ts';
import { follow } from './refs.ts';
import { reporter } from './reporter.ts';

type Row = Readonly<Record<string, Json>>;

type Member = { readonly member: string; readonly schema: JsonObject };

const bodyMembers = (root: Json, body: string): readonly Member[] => {
  const properties = valueAt(root, childOf(body, 'properties'));
  return Object.keys(isObject(properties) ? properties : {}).map((member) => {
    const schema = valueAt(root, follow(root, childOf(body, 'properties', member)));
    return { member, schema: isObject(schema) ? schema : {} };
  });
};

const listAt = (schema: JsonObject, keyword: string): readonly Json[] => {
  const list = schema[keyword];
  return isArray(list) ? list : [];
};

const exclusive = ({ member, schema }: Member): readonly Row[] => {
  const members = listAt(schema, 'x-exclusive');
  const notFound = schema['x-not-found'];
  return members.flatMap((one) =>
    members
      .filter((other) => other !== one)
      .map((other) => ({ of: member, one, other, ...(notFound === undefined ? {} : { notFound }) })),
  );
};

/** Tables from which scenarios are derived, out of the request and the errors of the operation under test. */
export const tablesOf = (root: Json, subject: Described): Readonly<Record<string, readonly Row[]>> => {
  const body = follow(root, subject.request ?? '/');
  const members = bodyMembers(root, body);
  const required = valueAt(root, childOf(body, 'required'));
  return {
    exclusive: members.flatMap(exclusive),
    errors: subject.errors.map(({ status, code }) => ({ status, code })),
    required: (isArray(required) ? required : []).map((member) => ({ member })),
    members: members.map(({ member, schema }) => ({ member, type: schema.type ?? null })),
    enums: members.flatMap(({ member, schema }) => listAt(schema, 'enum').map((value) => ({ member, value }))),
  };
};

/** What scenarios may refer to by kind, role and attribute: lookups of the request, and what `x-things` adds. */
export const thingsOf = (root: Json, subject: Described): Readonly<Record<string, readonly string[]>> => {
  const members = bodyMembers(root, follow(root, subject.request ?? '/'));
  const lookups = members.map(({ member, schema }) => [member, listAt(schema, 'x-exclusive').map(String)] as const);
  const others = valueAt(root, '/x-things');
  const all = [...lookups, ...Object.entries(isObject(others) ? others : {})];
  const attributesOf = (kind: string): readonly string[] => [
    ...new Set(
      all.flatMap(([name, attributes]) => (name === kind && isArray(attributes) ? attributes.map(String) : [])),
    ),
  ];
  const kinds = [...new Set(all.map(([kind]) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => [kind, attributesOf(kind)] as const).filter(([, attributes]) => attributes.length > 0),
  );
};

/** Problems of `x-exclusive` and `x-not-found` in the request of the operation under test. */
export const checkLookups = (
  description: YamlDocument,
  subject: Described,
  cases: Readonly<Record<string, AnswerCase>>,
): readonly Problem[] => {
  const report = reporter(description);
  const body = follow(description.value, subject.request ?? '/');
  return bodyMembers(description.value, body).flatMap(({ member, schema }) => {
    const at = follow(description.value, childOf(body, 'properties', member));
    const known = Object.keys(isObject(schema.properties) ? schema.properties : {});
    const strange = listAt(schema, 'x-exclusive')
      .map(String)
      .map((name, index) => ({ name, pointer: childOf(at, 'x-exclusive', index) }))
      .filter(({ name }) => !known.includes(name))
      .map(({ name, pointer }) => report(pointer, `\`${member}\` has no member \`${name}\``, suggest(name, known)));
    const notFound = schema['x-not-found'];
    return typeof notFound !== 'string' || Object.hasOwn(cases, notFound)
      ? strange
      : [
          ...strange,
          report(
            childOf(at, 'x-not-found'),
            `there is no case and no error code \`${notFound}\``,
            suggest(notFound, Object.keys(cases)),
          ),
        ];
  });
};
