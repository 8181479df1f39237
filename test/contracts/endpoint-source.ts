import { endpointOf } from '../../contracts/endpoint.ts';
import { loadContract } from '../../contracts/load-contract.ts';
import { loadSituations } from '../../contracts/situations.ts';
import { isArray, isObject } from '../../runner/json.ts';
import type { Json } from '../../runner/types/values.ts';
import { loadDescription } from '../../spec/load.ts';

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Widest line of the project's formatter. */
const WIDTH = 120;

const block = (open: string, lines: readonly string[], indent: string, close: string): string =>
  `${open}\n${lines.map((line) => `${indent}  ${line},\n`).join('')}${indent}${close}`;

/** On one line if it is flat and fits behind what stands before it, as the project's formatter would have it. */
const laidOut = (brackets: string, parts: readonly string[], indent: string, before: number): string => {
  const [open = '', close = ''] = brackets;
  const pad = open === '{' && parts.length > 0 ? ' ' : '';
  const line = `${open}${pad}${parts.join(', ')}${pad}${close}`;
  const flat = !parts.some((part) => part.includes('{') || part.includes('\n'));
  return flat && indent.length + before + line.length < WIDTH ? line : block(open, parts, indent, close);
};

const literal = (value: Json, indent: string, before = 0): string => {
  const deeper = `${indent}  `;
  if (typeof value === 'string') return quoted(value);
  if (isArray(value))
    return laidOut(
      '[]',
      value.map((item) => literal(item, deeper)),
      indent,
      before,
    );
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => {
    const key = /^[A-Za-z_]\w*$/.test(name) ? name : quoted(name);
    return `${key}: ${literal(member, deeper, key.length + 2)}`;
  });
  return laidOut('{}', members, indent, before);
};

/** The source text of contracts/endpoint.generated.ts: what client.ts knows of the endpoint. */
export const endpointSource = async (): Promise<string> => {
  const [documented, live, situations] = await Promise.all([
    loadDescription({ profile: 'documented' }),
    loadDescription({ profile: 'live' }),
    loadSituations(),
  ]);
  const descriptions = { documented, live };
  const endpoint = endpointOf(descriptions, await loadContract(undefined, descriptions, situations));
  return [
    '// Generated from spec/ and contracts/client.yaml: npx vitest run test/contracts/endpoint.test.ts --update',
    '',
    '/** What the client knows of the endpoint: the part of its schemas that types can say, as far as the client reads them. */',
    `export const endpoint = ${literal(endpoint as unknown as Json, '')} as const;`,
    '',
  ].join('\n');
};
