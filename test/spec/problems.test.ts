import { describe, expect, it } from 'vitest';
import type { Edit } from './edited.ts';
import { loadEdited, problemsOf } from './edited.ts';

const openapi = (from: string, to: string): readonly Edit[] => [['openapi.yaml', from, to]];

const code = 'code: { const: no_token }';

describe('an OpenAPI document that cannot be used', () => {
  it('is accepted as it stands', async () => {
    expect(await problemsOf([])).toBe('');
    expect(await problemsOf([], 'live')).toBe('');
  });

  it.each<[string, readonly Edit[], readonly string[]]>([
    ['no file', [['openapi.yaml']], ['openapi.yaml:1:1: there is no such file', '    Check the path.']],
    [
      'no YAML',
      openapi('openapi: 3.1.0', '"openapi: 3.1.0'),
      [
        'openapi.yaml:104:1: not valid YAML: Missing closing "quote',
        '    Add what is missing: a colon after a key, or what closes a quote or a bracket.',
      ],
    ],
    [
      'another version',
      openapi('openapi: 3.1.0', 'openapi: 3.0.3'),
      ['openapi.yaml:1:10: OpenAPI 3.0.3 is not supported', '    Describe the API in OpenAPI 3.1.'],
    ],
    [
      'version without quotes',
      openapi('openapi: 3.1.0', 'openapi: 3.1'),
      ['openapi.yaml:1:10: `openapi` must be a string, but is a number', '    Write a string.'],
    ],
    ['no version', openapi('openapi: 3.1.0', ''), ['openapi.yaml:2:1: `openapi` is missing', '    Add `openapi`.']],
    [
      'a reference to another file',
      openapi("'#/components/schemas/Box'", 'other.yaml#/Box'),
      [
        'openapi.yaml:37:31: the reference `other.yaml#/Box` leads out of this document',
        '    Only references into the same document (`#/...`) are followed: copy what it names.',
      ],
    ],
    [
      'a reference to a server',
      openapi("'#/components/schemas/Box'", 'https://example.net/box.json'),
      [
        'openapi.yaml:37:31: the reference `https://example.net/box.json` leads out of this document',
        '    Only references into the same document (`#/...`) are followed: copy what it names.',
      ],
    ],
    [
      'a reference that leads nowhere',
      openapi("'#/components/schemas/Box'", "'#/components/schemas/Boxx'"),
      [
        'openapi.yaml:37:31: the reference `#/components/schemas/Boxx` leads nowhere',
        '    Did you mean `#/components/schemas/Box`?',
      ],
    ],
    [
      'a reference that leads nowhere near',
      openapi("'#/components/schemas/Box'", "'#/components/things/Car'"),
      [
        'openapi.yaml:37:31: the reference `#/components/things/Car` leads nowhere',
        '    Correct it, or describe what it names.',
      ],
    ],
    [
      'a reference by anchor',
      openapi("'#/components/schemas/Box'", "'#box'"),
      ['openapi.yaml:37:31: the reference `#box` leads nowhere', '    Correct it, or describe what it names.'],
    ],
    [
      'a reference to itself',
      openapi('    Box:\n      type: object', "    Box:\n      $ref: '#/components/schemas/Box'\n      type: object"),
      [
        'openapi.yaml:37:31: the reference `#/components/schemas/Box` leads back to itself',
        '    Let one of the references on the way name a description instead.',
      ],
    ],
    [
      'references in a circle',
      openapi(
        '    NewBox:',
        "    A: { allOf: [{ $ref: '#/components/schemas/B' }] }\n    B: { $ref: '#/components/schemas/A' }\n    NewBox:",
      ),
      [
        'openapi.yaml:68:26: the reference `#/components/schemas/B` leads back to itself',
        '    Let one of the references on the way name a description instead.',
      ],
    ],
    [
      'an operation without an id',
      openapi('    delete:\n      operationId: removeBox\n', '    delete:\n'),
      ['openapi.yaml:54:5: `paths["/boxes"].delete.operationId` is missing', '    Add `operationId`.'],
    ],
    [
      'an id twice',
      openapi('    delete:\n      operationId: removeBox\n', '    delete:\n      operationId: createBox\n'),
      [
        'openapi.yaml:40:15: the link `release` leads to an unknown operation `removeBox`',
        '    Known here: `createBox`.',
        'openapi.yaml:55:20: two operations are called `createBox`',
        '    Give one of them another operationId.',
      ],
    ],
    [
      'a path template',
      openapi('  /boxes:', '  /boxes/{id}:'),
      [
        'openapi.yaml:21:3: the path `/boxes/{id}` is a template',
        '    Write every segment literally: templates are not supported.',
      ],
    ],
    [
      'a path without a slash',
      openapi('  /boxes:', '  boxes:'),
      ['openapi.yaml:21:3: the path `boxes` does not begin with a slash', '    Write `/boxes`.'],
    ],
    [
      'a path parameter',
      openapi('in: query', 'in: path'),
      [
        'openapi.yaml:57:27: `paths["/boxes"].delete.parameters[0].in` must be `query` or `header`, but is `path`',
        '    Write `query` or `header`.',
      ],
    ],
    [
      'a status that is none',
      openapi("'204':", "'2O4':"),
      [
        'openapi.yaml:59:9: the key `2O4` must be a status',
        "    Write a status such as '200', a range such as '4XX', or 'default'.",
      ],
    ],
    [
      'a status without quotes',
      openapi("'204':", '204:'),
      ['openapi.yaml:59:9: the key 204 is no text', "    Put it in quotes: '204'."],
    ],
    [
      'no success',
      openapi("'204':", "'302':"),
      ['openapi.yaml:59:9: removeBox documents no success', "    Add a response '200', or whichever it is."],
    ],
    [
      'an unknown member of an operation',
      openapi('    delete:\n      operationId: removeBox', '    delete:\n      operationID: removeBox'),
      ['openapi.yaml:55:7: `paths["/boxes"].delete.operationID` is not known here', '    Did you mean `operationId`?'],
    ],
    [
      'an unknown extension',
      openapi('      x-relations:', '      x-relation:'),
      ['openapi.yaml:28:7: `paths["/boxes"].post.x-relation` is not known here', '    Did you mean `x-relations`?'],
    ],
    [
      'an unknown keyword',
      openapi('required: [box]', 'requird: [box]'),
      ['openapi.yaml:83:7: `components.schemas.Box.requird` is not known here', '    Did you mean `required`?'],
    ],
    [
      'an unknown type',
      openapi('id: { type: string }\n            size', 'id: { type: text }\n            size'),
      [
        'openapi.yaml:89:25: `components.schemas.Box.properties.box.properties.id.type` must be `null`, `boolean`, `object`, `array`, `number`, `integer` or `string`, but is `text`',
        '    Write `null`, `boolean`, `object`, `array`, `number`, `integer` or `string`.',
      ],
    ],
    [
      'an unknown format',
      openapi('size: { type: string }', 'size: { type: string, format: ipv5 }'),
      [
        'openapi.yaml:90:43: `components.schemas.Box.properties.box.properties.size.format` must be one of 26 known values, but is `ipv5`',
        '    Did you mean `ipv4`?',
      ],
    ],
    [
      'a pattern that is none',
      openapi('size: { type: string }', "size: { type: string, pattern: '(' }"),
      [
        'openapi.yaml:90:44: `components.schemas.Box.properties.box.properties.size.pattern` must be a regular expression, but is a string',
        '    Write a regular expression.',
      ],
    ],
    [
      'a schema that ajv refuses',
      openapi('size: { type: string }', 'size: { minLength: 1 }'),
      [
        'openapi.yaml:37:23: the schema cannot be used: strict mode: missing type "string" for keyword "minLength" at "description:/#/paths/~1boxes/post/responses/200/content/application~1json/schema/properties/box/properties/size" (strictTypes)',
        '    Correct the schema.',
      ],
    ],
    [
      'an error without a code',
      openapi(code, 'code: { type: string }'),
      [
        'openapi.yaml:18:21: there is no case and no error code `no_token`',
        '    Known here: `success`, `owner_not_found`, `owner-unnamed`.',
        'openapi.yaml:43:11: no error code is documented for status 403 of createBox',
        '    Describe the error with `properties: {code: {const: ...}}`.',
        'openapi.yaml:65:24: `no_token` is no error code of any operation',
        '    Known here: `owner_not_found`.',
      ],
    ],
    [
      'a vacuous error: the code is not required',
      openapi('required: [code, detail]', 'required: [detail]'),
      [
        'openapi.yaml:92:7: the schema of `no_token` is vacuous: bodies without this code satisfy it',
        '    Give it, and every object around it, `type: object`, and name the member under `required`.',
      ],
    ],
    [
      'a vacuous error: no object',
      openapi('      description: There is no token.\n      type: object\n', ''),
      [
        'openapi.yaml:92:7: the schema of `no_token` is vacuous: bodies without this code satisfy it',
        '    Give it, and every object around it, `type: object`, and name the member under `required`.',
      ],
    ],
    [
      'codes under a range',
      openapi("'403':", "'4XX':"),
      [
        'openapi.yaml:43:11: error codes are documented for `4XX`, which is no single status',
        '    Document them under their status.',
      ],
    ],
    [
      'errors in different places',
      openapi(
        "schema: { $ref: '#/components/schemas/NoToken' }",
        "schema: { type: object, required: [error], properties: { error: { $ref: '#/components/schemas/NoToken' } } }",
      ),
      [
        'openapi.yaml:31:9: the errors of createBox stand in different places: in `error` and at the top level',
        '    Let all of them have the same place.',
      ],
    ],
    [
      'a subject that is none',
      openapi('x-subject: createBox', 'x-subject: createBoxes'),
      ['openapi.yaml:3:12: there is no operation `createBoxes`', '    Did you mean `createBox`?'],
    ],
    [
      'a link to nowhere',
      openapi('operationId: removeBox\n              parameters', 'operationId: remove\n              parameters'),
      [
        'openapi.yaml:40:15: the link `release` leads to an unknown operation `remove`',
        '    Known here: `createBox`, `removeBox`.',
      ],
    ],
    [
      'a link that releases nothing',
      openapi('$response.body#/box/id', '$request.body#/id'),
      [
        'openapi.yaml:40:15: the link `release` does not say what to release',
        '    Use a runtime expression such as `$response.body#/ip_address/id` in it.',
      ],
    ],
    [
      'an exception for an unknown code',
      openapi('x-except-codes: [no_token]', 'x-except-codes: [no_tokn]'),
      ['openapi.yaml:65:24: `no_tokn` is no error code of any operation', '    Did you mean `no_token`?'],
    ],
    [
      'a rule that is none',
      openapi('  token-echo: BOX-2', '  token-eco: BOX-2'),
      ['openapi.yaml:11:3: `x-rules.token-eco` is not known here', '    Did you mean `token-echo`?'],
    ],
    [
      'a rule without a requirement',
      openapi('status: BOX-2', 'status: BOX-9'),
      ['openapi.yaml:7:11: there is no requirement `BOX-9`', '    Did you mean `BOX-1`?'],
    ],
    [
      'a relation without a requirement',
      openapi('requirement: BOX-1', 'requirement: BUX-1'),
      ['openapi.yaml:29:26: there is no requirement `BUX-1`', '    Did you mean `BOX-1`?'],
    ],
    [
      'a relation of an unknown kind',
      openapi('kind: equals', 'kind: equal'),
      [
        'openapi.yaml:29:57: `paths["/boxes"].post.x-relations[0].kind` must be `equals`, `value`, `family`, `cidr` or `unique`, but is `equal`',
        '    Did you mean `equals`?',
      ],
    ],
    [
      'a relation without a member',
      openapi(', request: /size', ''),
      ['openapi.yaml:29:11: `paths["/boxes"].post.x-relations[0].request` is missing', '    Add `request`.'],
    ],
    [
      'a relation with a member too many',
      openapi('request: /size', 'request: /size, prefix: 1'),
      [
        'openapi.yaml:29:102: `paths["/boxes"].post.x-relations[0].prefix` is not known here',
        '    Known here: `requirement`, `text`, `kind`, `response`, `request`, `otherwise`, `when`.',
      ],
    ],
    [
      'a relation with a path that is no pointer',
      openapi('request: /size', 'request: size'),
      [
        'openapi.yaml:29:95: `paths["/boxes"].post.x-relations[0].request` must be a JSON Pointer, but is a string',
        '    Write a JSON Pointer, as in `/ip_address/id`.',
      ],
    ],
    [
      'a case with an unknown code',
      openapi('{ code: owner_not_found }', '{ code: owner_not_fond }'),
      [
        'openapi.yaml:15:23: no operation documents the error code `owner_not_fond`',
        '    Did you mean `owner_not_found`?',
      ],
    ],
    [
      'a case with an unknown member',
      openapi('    open: Nobody knows.', '    opens: Nobody knows.'),
      ['openapi.yaml:16:5: `x-cases.owner-unnamed.opens` is not known here', '    Did you mean `open`?'],
    ],
    [
      'a case without a reason',
      openapi('    open: Nobody knows.\n', ''),
      [
        'openapi.yaml:14:5: the case `owner-unnamed` has several answers and no reason',
        '    Say under `open` why several are right.',
      ],
    ],
    [
      'a case called like a code',
      openapi('  owner-unnamed:\n', '  no_token:\n'),
      [
        'openapi.yaml:13:3: the key `no_token` must be a name of words and hyphens',
        '    Write small letters, digits and hyphens, as in `network-null`.',
      ],
    ],
    [
      'an answer of nothing',
      openapi('{ success: true }', '{}'),
      [
        'openapi.yaml:15:42: `x-cases.owner-unnamed.answers[1]` must have `success`, `code` or `status`',
        '    Add `success`, `code` or `status`.',
      ],
    ],
    [
      'an answer that is two',
      openapi('{ success: true }', '{ success: true, code: no_token }'),
      [
        'openapi.yaml:15:42: `x-cases.owner-unnamed.answers[1]` must not have `success` and `code` together',
        '    Remove `success` or `code`.',
      ],
    ],
    [
      'an order with an unknown name',
      openapi('[owner-unnamed, no_token]', '[owner-unamed, no_token]'),
      ['openapi.yaml:18:6: there is no case and no error code `owner-unamed`', '    Did you mean `owner-unnamed`?'],
    ],
    [
      'an order with a name twice',
      openapi('[owner-unnamed, no_token]', '[no_token, owner-unnamed, no_token]'),
      ['openapi.yaml:18:31: `no_token` has two places in the order', '    Keep one of the two.'],
    ],
    [
      'an order without a code',
      openapi('[owner-unnamed, no_token]', '[owner-unnamed]'),
      ['openapi.yaml:18:3: the error code `no_token` has no place in the order', '    Name it in one of the stages.'],
    ],
    [
      'exclusive members that are none',
      openapi('x-exclusive: [id, name]', 'x-exclusive: [id, nme]'),
      ['openapi.yaml:74:29: `owner` has no member `nme`', '    Did you mean `name`?'],
    ],
    [
      'a case for nothing found that is none',
      openapi('x-not-found: owner_not_found', 'x-not-found: owner_lost'),
      [
        'openapi.yaml:75:24: there is no case and no error code `owner_lost`',
        '    Known here: `success`, `no_token`, `owner_not_found`, `owner-unnamed`.',
      ],
    ],
    [
      'pages without their parameter',
      openapi(
        '    delete:\n      operationId: removeBox\n',
        '    delete:\n      operationId: removeBox\n      x-pagination: { pages: /pages, items: /items, id: /id }\n',
      ),
      ['openapi.yaml:56:7: `paths["/boxes"].delete.x-pagination.page` is missing', '    Add `page`.'],
    ],
  ])('%s', async (_, edits, expected) => {
    expect(await problemsOf(edits)).toBe(expected.join('\n'));
  });
});

const requirements = (from: string, to: string): readonly Edit[] => [['requirements.yaml', from, to]];

describe('requirements that cannot be used', () => {
  it.each<[string, readonly Edit[], readonly string[]]>([
    ['no file', [['requirements.yaml']], ['requirements.yaml:1:1: there is no such file', '    Check the path.']],
    [
      'an unknown member',
      requirements('level: should', 'levl: should'),
      ['requirements.yaml:8:5: `requirements[1].levl` is not known here', '    Did you mean `level`?'],
    ],
    [
      'an unknown level',
      requirements('level: should', 'level: shall'),
      [
        'requirements.yaml:8:12: `requirements[1].level` must be `must`, `should` or `unknown`, but is `shall`',
        '    Write `must`, `should` or `unknown`.',
      ],
    ],
    [
      'an id of another form',
      requirements('id: BOX-2', 'id: box2'),
      [
        'requirements.yaml:7:9: `requirements[1].id` must be an id such as `AUTH-1`, but is a string',
        '    Write capital letters, a hyphen and a number, as in `AUTH-1`. An id is never used again for another sentence.',
      ],
    ],
    [
      'an id twice',
      requirements('id: BOX-2', 'id: BOX-1'),
      [
        'openapi.yaml:6:17: there is no requirement `BOX-2`',
        '    Did you mean `BOX-1`?',
        'openapi.yaml:7:11: there is no requirement `BOX-2`',
        '    Did you mean `BOX-1`?',
        'openapi.yaml:8:17: there is no requirement `BOX-2`',
        '    Did you mean `BOX-1`?',
        'openapi.yaml:9:12: there is no requirement `BOX-2`',
        '    Did you mean `BOX-1`?',
        'openapi.yaml:10:13: there is no requirement `BOX-2`',
        '    Did you mean `BOX-1`?',
        'openapi.yaml:11:15: there is no requirement `BOX-2`',
        '    Did you mean `BOX-1`?',
        'requirements.yaml:7:9: the requirement `BOX-1` occurs twice',
        '    Give one of them another name.',
      ],
    ],
    [
      'a pointer that leads nowhere',
      requirements('/components/schemas/Box', '/components/schemas/Bax'),
      [
        'requirements.yaml:5:14: `/components/schemas/Bax` leads nowhere in openapi.yaml of profile documented',
        '    Correct the JSON Pointer, or limit the requirement to the `profiles` that have this part.',
      ],
    ],
    [
      'a pointer that is none',
      requirements('/components/schemas/Box', 'components/schemas/Box'),
      [
        'requirements.yaml:5:14: `requirements[0].pointer` must be a JSON Pointer, but is a string',
        '    Write a JSON Pointer into openapi.yaml, as in `/components/schemas/IpAddress`.',
      ],
    ],
    [
      'an unknown profile',
      requirements('source: page\n  - id', 'source: page\n    profiles: [lives]\n  - id'),
      [
        'requirements.yaml:7:16: `requirements[0].profiles[0]` must be `documented` or `live`, but is `lives`',
        '    Did you mean `live`?',
      ],
    ],
    [
      'a rule whose requirement another profile has',
      requirements('source: page\n  - id', 'source: page\n    profiles: [live]\n  - id'),
      [
        'openapi.yaml:5:19: there is no requirement `BOX-1`',
        '    Did you mean `BOX-2`?',
        'openapi.yaml:29:26: there is no requirement `BOX-1`',
        '    Did you mean `BOX-2`?',
      ],
    ],
    [
      'no text',
      requirements('text: Errors have a code.', 'text: ""'),
      [
        'requirements.yaml:9:11: `requirements[1].text` must be text of at least 1 character, but is an empty string',
        '    Write text of at least 1 character.',
      ],
    ],
    [
      'an empty list',
      requirements('requirements:', 'requirements: []\nothers:'),
      [
        'requirements.yaml:1:15: `requirements` must be an array of at least 1 item, but is an empty array',
        '    Write an array of at least 1 item.',
        'requirements.yaml:2:1: `others` is not known here',
        '    Known here: `requirements`.',
      ],
    ],
  ])('%s', async (_, edits, expected) => {
    expect(await problemsOf(edits)).toBe(expected.join('\n'));
  });
});

const states = (from: string, to: string): readonly Edit[] => [['states.yaml', from, to]];

describe('states that cannot be used', () => {
  it.each<[string, readonly Edit[], readonly string[]]>([
    ['no file', [['states.yaml']], ['states.yaml:1:1: there is no such file', '    Check the path.']],
    [
      'an unknown member',
      states('    text:', '    txt:'),
      ['states.yaml:3:5: `states[0].txt` is not known here', '    Did you mean `text`?'],
    ],
    [
      'parameters that are open',
      states(', additionalProperties: false', ''),
      ['states.yaml:4:5: `states[0].params.additionalProperties` is missing', '    Add `additionalProperties`.'],
    ],
    [
      'a name twice',
      states(
        'states:\n',
        'states:\n  - name: an empty shelf\n    text: Twice.\n    params: { type: object, properties: {}, additionalProperties: false }\n',
      ),
      ['states.yaml:5:11: the state `an empty shelf` occurs twice', '    Give one of them another name.'],
    ],
  ])('%s', async (_, edits, expected) => {
    expect(await problemsOf(edits)).toBe(expected.join('\n'));
  });
});

const overlay = (from: string, to: string): readonly Edit[] => [['live.overlay.yaml', from, to]];

describe('overlays that cannot be used', () => {
  it.each<[string, readonly Edit[], readonly string[]]>([
    ['no file', [['live.overlay.yaml']], ['live.overlay.yaml:1:1: there is no such file', '    Check the path.']],
    [
      'another version',
      overlay('overlay: 1.0.0', 'overlay: 1.1.0'),
      [
        'live.overlay.yaml:1:10: `overlay` must be version 1.0 of the Overlay Specification, but is a string',
        '    Write `1.0.0`.',
      ],
    ],
    [
      'an unknown member',
      overlay('  - target:', '  - taget:'),
      ['live.overlay.yaml:4:5: `actions[0].taget` is not known here', '    Did you mean `target`?'],
    ],
    [
      'an action that does nothing',
      overlay('    update: { title: Small and live }\n', ''),
      ['live.overlay.yaml:4:5: `actions[0]` must have `update` or `remove`', '    Add `update` or `remove`.'],
    ],
    [
      'no action',
      overlay('actions:\n', 'actions: []\nx-actions:\n'),
      [
        'live.overlay.yaml:3:10: `actions` must be an array of at least 1 item, but is an empty array',
        '    Write an array of at least 1 item.',
      ],
    ],
    [
      'a target that selects nothing',
      overlay('$.info', '$.inf'),
      ['live.overlay.yaml:4:13: the target `$.inf` selects nothing', '    Correct the path, or remove the action.'],
    ],
    [
      'a target that is no JSONPath',
      overlay('$.info', '$.info['),
      [
        "live.overlay.yaml:4:13: the target `$.info[` is no JSONPath: unclosed bracketed selection ('$.info[':7)",
        '    Write a JSONPath as RFC 9535 describes it.',
      ],
    ],
    [
      'a target that is a plain value',
      overlay('$.info', '$.info.title'),
      [
        'live.overlay.yaml:5:13: the target selects a plain value, which has no members to update',
        '    Let the target select the object around it, and name the member in `update`.',
      ],
    ],
    [
      'an update of another kind',
      overlay('{ title: Small and live }', 'Small and live'),
      [
        'live.overlay.yaml:5:13: the target selects an object, and this is none to merge with it',
        '    Write the members to merge.',
      ],
    ],
    [
      'the whole removed',
      overlay('target: $.info\n    update: { title: Small and live }', 'target: $\n    remove: true'),
      ['live.overlay.yaml:4:13: the whole document cannot be removed', '    Select a part of it.'],
    ],
    [
      'an update that breaks the document',
      overlay('{ title: Small and live }', '{ title: 7 }'),
      ['live.overlay.yaml:5:22: `info.title` must be a string, but is a number', '    Write a string.'],
    ],
    [
      'a reference in an update that leads nowhere',
      overlay(
        '$.info\n    update: { title: Small and live }',
        "$.components.schemas\n    update: { Box: { $ref: '#/components/schemas/Bax' } }",
      ),
      [
        'live.overlay.yaml:5:28: the reference `#/components/schemas/Bax` leads nowhere',
        '    Did you mean `#/components/schemas/Box`?',
      ],
    ],
  ])('%s', async (_, edits, expected) => {
    expect(await problemsOf(edits, 'live')).toBe(expected.join('\n'));
  });
});

describe('all problems', () => {
  it('of all files are reported at once, in order', async () => {
    const edits: readonly Edit[] = [
      ['openapi.yaml', '{ code: owner_not_found }', '{ code: owner_not_fond }'],
      ['openapi.yaml', 'x-except-codes: [no_token]', 'x-except-codes: [no_tokn]'],
      ['requirements.yaml', 'level: should', 'level: shall'],
      ['states.yaml', '    text:', '    txt:'],
      ['live.overlay.yaml', '$.info', '$.inf'],
    ];
    expect(await problemsOf(edits, 'live')).toBe(
      [
        'live.overlay.yaml:4:13: the target `$.inf` selects nothing',
        '    Correct the path, or remove the action.',
        'openapi.yaml:15:23: no operation documents the error code `owner_not_fond`',
        '    Did you mean `owner_not_found`?',
        'openapi.yaml:65:24: `no_tokn` is no error code of any operation',
        '    Did you mean `no_token`?',
        'requirements.yaml:8:12: `requirements[1].level` must be `must`, `should` or `unknown`, but is `shall`',
        '    Write `must`, `should` or `unknown`.',
        'states.yaml:3:5: `states[0].txt` is not known here',
        '    Did you mean `text`?',
      ].join('\n'),
    );
  });

  it('of an unknown profile', async () => {
    await expect(loadEdited([], 'lives')).rejects.toThrow(
      'profile:1:1: there is no profile `lives`\n    Did you mean `live`?',
    );
  });
});
