import { isArray, isObject } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { propertiesOf } from './schemas.ts';
import type { Situations } from './situations.ts';

/** One way in which requests may differ and still succeed. */
export type Axis = {
  /** The member of the request, or the name of the form. */
  readonly name: string;
  readonly choices: readonly { readonly name: string; readonly says: string; readonly set: JsonObject }[];
};

/** A form of the request that succeeds. */
export type Form = { readonly says: string; readonly request: JsonObject };

const lookups = (member: string, names: readonly Json[]): Axis => ({
  name: member,
  choices: names.map(String).map((name) => ({
    name,
    says: `${member} by ${name}`,
    set: { [member]: { [name]: `\${${member}.main.${name}}` } },
  })),
});

const enumeration = (member: string, values: readonly Json[]): Axis => ({
  name: member,
  choices: values.map((value) => ({ name: String(value), says: String(value), set: { [member]: value } })),
});

/** The ways in which the request's schema and the situations let requests differ. */
export const axesOf = (request: JsonObject, { forms }: Pick<Situations, 'forms'>): readonly Axis[] => [
  ...Object.entries(propertiesOf(request)).flatMap(([member, schema]) => {
    if (!isObject(schema)) return [];
    if (isArray(schema['x-exclusive'])) return [lookups(member, schema['x-exclusive'])];
    return isArray(schema.enum) ? [enumeration(member, schema.enum)] : [];
  }),
  ...Object.entries(forms).map(([name, choices]) => ({
    name,
    choices: Object.entries(choices).map(([choice, set]) => ({ name: choice, says: choice, set })),
  })),
];

/** Every combination of choices: of the axes that `chosen` names only those choices, of the others all. */
export const formsOf = (
  axes: readonly Axis[],
  chosen: Readonly<Record<string, readonly string[]>>,
  request: JsonObject,
): readonly Form[] =>
  axes
    .reduce<readonly { readonly says: readonly string[]; readonly request: JsonObject }[]>(
      (forms, { name, choices }) =>
        forms.flatMap((form) =>
          choices
            .filter((choice) => chosen[name]?.includes(choice.name) ?? true)
            .map(({ says, set }) => ({ says: [...form.says, says], request: { ...form.request, ...set } })),
        ),
      [{ says: [], request }],
    )
    .map(({ says, request }) => ({ says: says.join(', '), request }));
