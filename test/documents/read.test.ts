import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatProblems } from '../../documents/problems.ts';
import { parseYaml, readYaml } from '../../documents/read.ts';

const bomb = [
  'a: &a [x, x, x, x, x, x, x, x, x, x]',
  'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]',
  'c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]',
  'd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]',
  'e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]',
  'f: [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]',
].join('\n');

const nothing = 'f.yaml:1:1: the file holds nothing\n    Write a document into it.';

describe('YAML that cannot be used', () => {
  it.each([
    ['an empty file', '', nothing],
    ['comments only', '# nothing\n', nothing],
    ['a lone document mark', '---\n', nothing],
    ['a key twice', 'a: 1\nb:\n  c: 1\n  c: 2\n', 'f.yaml:4:3: the key `c` occurs twice\n    Keep one of the two.'],
    [
      'two documents',
      'a: 1\n---\nb: 1\n',
      'f.yaml:2:1: a second document begins here\n    Keep one document in a file: move this one to a file of its own.',
    ],
    [
      'a tab as indentation',
      'a:\n\tb: 1\n',
      'f.yaml:2:1: not valid YAML: Tabs are not allowed as indentation\n    Indent with blanks.',
    ],
    [
      'an unclosed quote',
      'a: "b\n',
      'f.yaml:2:1: not valid YAML: Missing closing "quote\n    Add what is missing: a colon after a key, or what closes a quote or a bracket.',
    ],
    [
      'uneven indentation',
      'a:\n   b: 1\n  c: 2\n',
      'f.yaml:3:1: not valid YAML: All mapping items must start at the same column\n    Indent it like its neighbours.',
    ],
    [
      'text that begins with a reserved sign',
      'a: @b\n',
      'f.yaml:1:4: not valid YAML: Plain value cannot start with reserved character @\n    Put the text in quotes.',
    ],
    [
      'a wrong escape',
      'a: "\\q"\n',
      'f.yaml:1:5: not valid YAML: Invalid escape sequence \\q\n    Double the backslash, or use single quotes.',
    ],
    [
      'a second colon on a line',
      'a: b: c\n',
      'f.yaml:1:4: not valid YAML: Nested mappings are not allowed in compact mappings\n' +
        '    Put the text in quotes if it contains a colon, or begin a new line.',
    ],
    [
      'a key without a colon',
      'a: 1\nb\n',
      'f.yaml:2:1: not valid YAML: Implicit map keys need to be followed by map values\n    Add what is missing: a colon after a key, or what closes a quote or a bracket.',
    ],
    [
      'a reference in braces without quotes',
      'a: { valid: ${NAME}, other: [${OTHER}] }\nb: [${C}]\n',
      "f.yaml:1:13: not valid YAML: `${` inside brackets or braces\n    Put it in quotes: '${NAME}'.",
    ],
    [
      'something from which others follow',
      'a: [x: ] }\nb: { y: 1\n',
      'f.yaml:1:10: not valid YAML: Unexpected flow-map-end token in YAML stream: "}"\n    Correct the YAML around this place.',
    ],
    ['an unknown tag', 'a: !secret b\n', 'f.yaml:1:4: not valid YAML: Unresolved tag: !secret\n    Remove the tag.'],
    [
      'a merge key',
      'a: &a {b: 1}\nc:\n  <<: *a\n',
      'f.yaml:3:3: merge keys (`<<`) are not part of YAML 1.2\n    Write the members out, or use an alias as a value.',
    ],
    ['a number as a key', '200: a\n', "f.yaml:1:1: the key 200 is no text\n    Put it in quotes: '200'."],
    ['a boolean as a key', 'a: {true: b}\n', "f.yaml:1:5: the key true is no text\n    Put it in quotes: 'true'."],
    ['a list as a key', '? [a]\n: b\n', 'f.yaml:1:3: a key that is no text\n    Write a text before the colon.'],
    ['no key', 'a:\n  : b\n', 'f.yaml:2:3: a key that is no text\n    Write a text before the colon.'],
    ['.nan', 'a: .nan\n', 'f.yaml:1:4: .nan is a number that JSON cannot carry\n    Write a finite number.'],
    ['-.inf', 'a: [-.inf]\n', 'f.yaml:1:5: -.inf is a number that JSON cannot carry\n    Write a finite number.'],
    ['1e999', 'a: 1e999\n', 'f.yaml:1:4: 1e999 is a number that JSON cannot carry\n    Write a finite number.'],
    [
      'a number beyond 2^53',
      'a: 9007199254740993\n',
      'f.yaml:1:4: 9007199254740993 is too large to be kept exactly\n    Put it in quotes, or shorten it.',
    ],
    [
      'an alias of nothing',
      'a: *b\nb: &b 1\n',
      'f.yaml:1:4: the alias *b has no anchor before it\n    Set the anchor &b further up.',
    ],
    [
      'an alias inside its own value',
      'a: &a [1, *a]\n',
      'f.yaml:1:11: the alias *a stands inside what it repeats\n    Write the value out.',
    ],
    [
      'an alias bomb',
      bomb,
      'f.yaml:4:36: aliases repeat more than 10000 values\n    Write the values out, without aliases of aliases.',
    ],
    [
      'deep nesting',
      `${'- '.repeat(150)}x\n`,
      'f.yaml:1:203: values are nested more than 100 levels deep\n    Flatten the document.',
    ],
    [
      'YAML 1.1',
      '%YAML 1.1\n---\na: yes\n',
      'f.yaml:1:1: the file asks for YAML 1.1\n    Remove the %YAML directive: files are read as YAML 1.2.',
    ],
    ['a NUL character', 'a: 1\nb: \0\n', 'f.yaml:2:4: a NUL character stands here\n    Save the file as UTF-8 text.'],
    [
      'several faults at once',
      'a: .inf\na: 1\n3: b\n',
      [
        'f.yaml:1:4: .inf is a number that JSON cannot carry\n    Write a finite number.',
        'f.yaml:2:1: the key `a` occurs twice\n    Keep one of the two.',
        "f.yaml:3:1: the key 3 is no text\n    Put it in quotes: '3'.",
      ].join('\n'),
    ],
  ])('%s', (_, text, expected) => {
    expect(formatProblems(parseYaml(text, 'f.yaml').problems)).toBe(expected);
  });

  it('stays quick and quiet on nesting that would overflow the stack', () => {
    expect(parseYaml('['.repeat(50_000), 'f.yaml').document).toBeUndefined();
    expect(parseYaml('['.repeat(50_000), 'f.yaml').problems.length).toBeGreaterThan(0);
  });
});

describe('YAML that can be used', () => {
  it.each([
    [
      'plain scalars',
      'a: yes\nb: 0x10\nc: 1.5\nd: ~\ne: no\nf: 012',
      { a: 'yes', b: 16, c: 1.5, d: null, e: 'no', f: 12 },
    ],
    ['Windows line ends', 'a: 1\r\nb:\r\n  - x\r\n', { a: 1, b: ['x'] }],
    ['a byte order mark', '\uFEFFa: 1\n', { a: 1 }],
    ['aliases', 'a: &x {n: 1}\nb: *x\nc: [*x, *x]\n', { a: { n: 1 }, b: { n: 1 }, c: [{ n: 1 }, { n: 1 }] }],
    ['an anchor set twice', 'a: &x 1\nb: *x\nc: &x 2\nd: *x\n', { a: 1, b: 1, c: 2, d: 2 }],
    ['a quoted merge key', '"<<": 1\n', { '<<': 1 }],
    ['a document mark and a comment', '---\n# text\na: 1\n...\n', { a: 1 }],
    ['JSON', '{"a": ["b", null, 1e3]}', { a: ['b', null, 1000] }],
    ['a member called __proto__', '__proto__: {a: 1}\n', JSON.parse('{"__proto__": {"a": 1}}')],
  ])('%s', (_, text, expected) => {
    const { document, problems } = parseYaml(text, 'f.yaml');
    expect(problems).toEqual([]);
    expect(document?.value).toEqual(expected);
  });
});

describe('places', () => {
  const text = 'top:\n  list:\n    - &x {a: 1}\n    - *x\n  "odd/key~": v\n  empty:\n';
  const { document } = parseYaml(text, 'f.yaml');
  const at = (line: number, column: number) => ({ file: 'f.yaml', line, column });

  it.each([
    ['', at(1, 1), at(1, 1)],
    ['/top', at(2, 3), at(1, 1)],
    ['/top/list', at(3, 5), at(2, 3)],
    ['/top/list/0', at(3, 10), at(3, 10)],
    ['/top/list/0/a', at(3, 14), at(3, 11)],
    ['/top/list/1', at(4, 7), at(4, 7)],
    ['/top/list/1/a', at(3, 14), at(3, 11)],
    ['/top/odd~1key~0', at(5, 15), at(5, 3)],
    ['/top/empty', at(6, 3), at(6, 3)],
    ['/top/missing/below', at(2, 3), at(1, 1)],
    ['/top/list/7', at(3, 5), at(2, 3)],
  ])('%s', (pointer, value, key) => {
    expect(document?.placeOf(pointer)).toEqual(value);
    expect(document?.keyPlaceOf(pointer)).toEqual(key);
  });

  it.each([
    ['Windows line ends', 'a: 1\r\nb: x\r\n'],
    ['a byte order mark', '\uFEFFa: 1\nb: x\n'],
  ])('are not moved by %s', (_, moved) => {
    expect(parseYaml(moved, 'f.yaml').document?.placeOf('/b')).toEqual(at(2, 4));
    expect(parseYaml(moved, 'f.yaml').document?.placeOf('/a')).toEqual(at(1, 4));
  });
});

describe('files', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'documents-'));
    await writeFile(join(folder, 'good.yaml'), 'a: 1\n');
    await writeFile(join(folder, 'latin1.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0x31, 0x0a, 0x62, 0x3a, 0x20, 0xfc]));
    await writeFile(join(folder, 'utf16.yaml'), Buffer.from('\uFEFFa: 1\n', 'utf16le'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['none.yaml', 'shown.yaml:1:1: there is no such file\n    Check the path.'],
    ['.', 'shown.yaml:1:1: this is a directory\n    Name a file.'],
    [
      'good.yaml/x.yaml',
      'shown.yaml:1:1: there is no such file\n    Check the path: a part of it is a file, not a directory.',
    ],
    ['latin1.yaml', 'shown.yaml:2:4: the file is not UTF-8\n    Save it as UTF-8.'],
    ['utf16.yaml', 'shown.yaml:1:1: the file is not UTF-8\n    Save it as UTF-8.'],
    ['x'.repeat(300), 'shown.yaml:1:1: the file cannot be read (ENAMETOOLONG)\n    Check the path and the disk.'],
  ])('%s', async (name, expected) => {
    const { document, problems } = await readYaml(join(folder, name), 'shown.yaml');
    expect(document).toBeUndefined();
    expect(formatProblems(problems)).toBe(expected);
  });

  it('are read by path and by URL', async () => {
    const path = join(folder, 'good.yaml');
    expect((await readYaml(path, 'good.yaml')).document?.value).toEqual({ a: 1 });
    expect((await readYaml(new URL(`file://${path}`), 'good.yaml')).document?.value).toEqual({ a: 1 });
  });
});
