import { relative, sep } from 'node:path';
import { readSchema } from '../documents/schema.ts';
import { isObject } from '../runner/json.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { propertiesOf } from './defaults.ts';
import { exampleOf } from './variables.ts';

const SCHEMA = 'node_modules/katapult-conformance/dist/target/target.schema.json';

/** Editors look for a schema from where the file is. */
const headerOf = (folder: string): string => {
  const path = relative(folder, SCHEMA).split(sep).join('/');
  return `# yaml-language-server: $schema=${path.startsWith('.') ? path : `./${path}`}
# A server under test. In any text \${NAME} stands for the environment variable NAME; tokens are read from there only.
# What is commented out shows its default, or an example. A scenario that needs a role that is missing here is skipped,
# and the report says what to add.`;
};

const WIDTH = 110;

const wrap = (text: string): readonly string[] => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
};

const valueLines = (key: string, value: Json): readonly string[] =>
  isObject(value)
    ? [
        `${key}:`,
        ...Object.entries(value)
          .flatMap(([name, member]) => valueLines(name, member))
          .map((line) => `  ${line}`),
      ]
    : [`${key}: ${String(value)}`];

/** One property with its description; commented out unless `used` has it. */
const render = (key: string, schema: JsonObject, used: Json | undefined): readonly string[] => {
  const about = typeof schema.description === 'string' ? wrap(schema.description).map((line) => `# ${line}`) : [];
  const properties = propertiesOf(schema);
  const members = isObject(used) ? used : {};
  const inner = properties.flatMap(([name, property]) =>
    render(name, property, used === undefined ? exampleValue(property) : members[name]),
  );
  const lines =
    properties.length > 0
      ? [`${key}:`, ...inner.map((line) => `  ${line}`)]
      : valueLines(key, used ?? exampleValue(schema) ?? null);
  return [...about, ...(used === undefined ? lines.map((line) => `# ${line}`) : lines)];
};

/** What stands for a property nobody set: its default, or else its example, or those of its members. */
const exampleValue = (schema: JsonObject): Json | undefined =>
  schema.default ?? exampleOf(schema) ?? (propertiesOf(schema).length > 0 ? {} : undefined);

/** A commented `target.yaml` for a folder that names every role and every setting; made from the schema, and valid by it. */
export const targetTemplate = async (folder = '.'): Promise<string> => {
  const schema = await readSchema(new URL('./target.schema.json', import.meta.url));
  const example = exampleOf(schema);
  const used = isObject(example) ? example : {};
  const sections = propertiesOf(schema).map(([key, property]) => render(key, property, used[key]).join('\n'));
  return `${[headerOf(folder), ...sections].join('\n\n')}\n`;
};
