import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadDescription, loadSpec } from '../../spec/load.ts';
import { loadEdited, withEdits } from './edited.ts';

describe('overlays of a user', () => {
  it('are applied after those of the profile, and their places are shown as the user named them', async () => {
    await withEdits([], async (folder) => {
      const mine = join(folder, 'mine.yaml');
      await writeFile(
        mine,
        'overlay: 1.0.0\ninfo: { title: Mine, version: 1.0.0 }\nactions:\n' +
          '  - target: $.components.schemas.Box.properties.box.properties\n    update: { size: { enum: [small, large] } }\n',
      );
      const { spec } = await loadDescription({ profile: 'live', file: join(folder, 'openapi.yaml'), overlays: [mine] });
      const body = { box: { id: 'a', size: 'huge' } };
      const headers = [
        ['content-type', 'application/json'],
        ['x-left', '3'],
      ] as const;
      expect(spec.title).toBe('Small and live');
      expect(spec.judge('createBox', { status: 200, headers, text: JSON.stringify(body), json: body })).toEqual([
        {
          message: '200: `box.size` must be `small` or `large`, but is `huge`',
          requirement: 'BOX-1',
          at: '/box/size',
          expected: '`small` or `large`',
          actual: '"huge"',
          place: { file: mine, line: 5, column: 23 },
        },
      ]);
    });
  });

  it('that cannot be read are a problem', async () => {
    await expect(loadSpec({ overlays: ['/nowhere/mine.yaml'] })).rejects.toThrow(
      '/nowhere/mine.yaml:1:1: there is no such file\n    Check the path.',
    );
  });
});

const SERVER_ERRORS = `        '204':
          description: Gone.
        '410':
          description: Gone before.
          content: { application/json: { schema: { $ref: '#/components/schemas/OwnerNotFound' } } }
        5XX:
          description: Out of order.
        default:
          description: Anything else.
`;

describe('what other operations document', () => {
  it('does not change the answers of the subject', async () => {
    const { spec } = await loadEdited([
      ['openapi.yaml', "        '204':\n          description: Gone.\n", SERVER_ERRORS],
    ]);
    expect(spec.cases.owner_not_found?.answers).toEqual([{ status: 404, code: 'owner_not_found' }]);
  });

  it('may be a range of statuses, or a default', async () => {
    const { spec } = await loadEdited([
      ['openapi.yaml', "        '204':\n          description: Gone.\n", SERVER_ERRORS],
    ]);
    const headers = [['content-type', 'text/html']] as const;
    const judged = (status: number) =>
      spec.judge('removeBox', { status, headers, text: 'x', problem: 'no JSON' }).map(({ message }) => message);
    expect(judged(502)).toEqual([]);
    expect(judged(302)).toEqual([]);
  });

  it.each([
    ['its own, else that of its range', 502, 'Out of order.', 1],
    ['its own, else that of its range, and no other', 502, 'Anything else.', 0],
    ['that of none, the default', 302, 'Anything else.', 1],
    ['that of none, the default, and no other', 302, 'Out of order.', 0],
  ])('holds for a status: %s', async (_, status, description, count) => {
    const text = `description: ${description}\n`;
    const { spec } = await loadEdited([
      ['openapi.yaml', "        '204':\n          description: Gone.\n", SERVER_ERRORS],
      ['openapi.yaml', text, `${text}          headers: { X-Cause: { required: true, schema: { type: string } } }\n`],
    ]);
    const found = spec.judge('removeBox', { status, headers: [], text: 'x', problem: 'no JSON' });
    expect(found.map(({ message }) => message)).toEqual(Array(count).fill('the header X-Cause is missing'));
  });
});

describe('a header that is not required', () => {
  it.each<[string, readonly (readonly [string, string])[], readonly string[]]>([
    ['may be absent', [], []],
    ['is judged if it is there', [['X-LEFT', 'few']], ['the header X-Left must be an integer, but is "few"']],
    [
      'is judged as a whole if it is there twice',
      [
        ['x-left', '1'],
        ['X-Left', '2'],
      ],
      ['the header X-Left must be an integer, but is "1, 2"'],
    ],
  ])('%s', async (_, headers, expected) => {
    const { spec } = await loadEdited([['openapi.yaml', '      required: true\n      x-except', '      x-except']]);
    const body = { box: { id: 'a', size: 'b' } };
    const response = {
      status: 200,
      headers: [['content-type', 'application/json'] as const, ...headers],
      text: JSON.stringify(body),
      json: body,
    };
    expect(spec.judge('createBox', response).map(({ message }) => message)).toEqual(expected);
  });
});

it.each<[type: string, text: string, message: string | undefined]>([
  ['string', 'true', undefined],
  ['string', '12', undefined],
  ['boolean', 'true', undefined],
  ['boolean', 'yes', 'must be a boolean, but is "yes"'],
  ['number', '-1.5', undefined],
  ['number', '1.', 'must be a number, but is "1."'],
  ['integer', '0', undefined],
  ['integer', '01', 'must be an integer, but is "01"'],
  ['[integer, "null"]', '1', undefined],
  ['array', 'a, b', undefined],
])('a header of the type %s may be %j, or not', async (type, text, message) => {
  const header = `          headers: { X-Some: { schema: { type: ${type} } } }\n`;
  const { spec } = await loadEdited([
    ['openapi.yaml', '          description: Gone.\n', `          description: Gone.\n${header}`],
  ]);
  const found = spec.judge('removeBox', { status: 204, headers: [['x-some', text]], text: '' });
  expect(found.map((one) => one.message)).toEqual(message === undefined ? [] : [`the header X-Some ${message}`]);
});

it('a header named Content-Type is that of the content, whatever is written of it', async () => {
  const header = '          headers: { Content-Type: { required: true, schema: { type: integer } } }\n';
  const { spec } = await loadEdited([
    ['openapi.yaml', '          description: Gone.\n', `          description: Gone.\n${header}`],
  ]);
  expect(spec.judge('removeBox', { status: 204, headers: [], text: '' })).toEqual([]);
});

describe('an answer without content', () => {
  const GONE = "        '204':\n          description: Gone.\n";

  it('may have a media type without a schema', async () => {
    const media = '          content: { application/json: {} }\n';
    const { spec } = await loadEdited([['openapi.yaml', GONE, `${GONE}${media}`]]);
    const headers = [['content-type', 'application/json']] as const;
    expect(spec.judge('removeBox', { status: 204, headers, text: '1', json: 1 })).toEqual([]);
  });

  it('of an error needs a schema, for that has its code', async () => {
    const error = `${GONE.replace('204', '500')}          content: { application/json: {} }\n`;
    await expect(loadEdited([['openapi.yaml', GONE, `${GONE}${error}`]])).rejects.toThrow(
      'no error code is documented for status 500 of removeBox',
    );
  });

  it('is not judged by a schema, and has no example', async () => {
    const { spec, exampleOf } = await loadEdited([]);
    expect(spec.judge('removeBox', { status: 204, headers: [], text: '' })).toEqual([]);
    expect(exampleOf('removeBox', 204, null)).toBeNull();
  });
});

const IN_QUERY = `    delete:
      operationId: removeBox
      parameters:
        - { name: id, in: query, schema: { type: string } }
`;

describe('the id of what is created', () => {
  it.each([
    ['ends in, whatever else it takes', '/sizes/{size}/boxes/{id}', 'requestBody: { size: $response.body#/box/size }'],
    ['has last, where nothing beside it is taken', '/sizes/{size}/boxes/{id}/end', ''],
    ['does not have, and something else in it', '/sizes/{size}/boxes', ''],
  ])('is what the path of a release %s', async (_, path, body) => {
    const { spec } = await loadEdited([
      ['openapi.yaml', IN_QUERY, `  ${path}:\n${IN_QUERY}`],
      [
        'openapi.yaml',
        'parameters: { id: $response.body#/box/id }',
        `parameters: { size: $response.body#/box/size, id: $response.body#/box/id }\n              ${body}`,
      ],
    ]);
    expect(spec.operations.createBox?.allocates).toEqual({ id: '/box/id' });
  });
});
