import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../runner/types/values.ts';
import { problemsOf } from './problems-of.ts';

const closed: JsonObject = {
  type: 'object',
  additionalProperties: false,
  required: ['version'],
  properties: { version: { type: 'string' }, label: { type: 'string' } },
};

describe('members', () => {
  it.each<[string, string, string]>([
    ['missing at the root', 'label: x\n', 'f.yaml:1:1: `version` is missing\n    Add `version`.'],
    [
      'unknown',
      'version: x\nnetwork: y\n',
      'f.yaml:2:1: `network` is not known here\n    Known here: `version`, `label`.',
    ],
    [
      'mistyped, which is not missing too',
      'verson: x\n',
      'f.yaml:1:1: `verson` is not known here\n    Did you mean `version`?',
    ],
    ['in other letters', 'VERSION: x\n', 'f.yaml:1:1: `VERSION` is not known here\n    Did you mean `version`?'],
    ['not at all', '[]\n', 'f.yaml:1:1: the document must be an object, but is an empty array\n    Write an object.'],
  ])('%s', (_, text, expected) => {
    expect(problemsOf(closed, text)).toBe(expected);
  });

  it('missing in an inner object are reported at its key', () => {
    const schema = { type: 'object', properties: { list: { type: 'array', items: closed } } };
    expect(problemsOf({ ...schema, properties: { inner: closed } }, 'x: 1\ninner:\n  label: x\n')).toBe(
      'f.yaml:2:1: `inner.version` is missing\n    Add `version`.',
    );
    expect(problemsOf(schema, 'list:\n  - label: x\n')).toBe(
      'f.yaml:2:5: `list[0].version` is missing\n    Add `version`.',
    );
  });

  it('mistyped in one object do not hide that they are missing in another', () => {
    const schema = { type: 'object', properties: { a: closed, b: closed } };
    expect(problemsOf(schema, 'a: {verson: x}\nb: {}\n')).toBe(
      'f.yaml:1:5: `a.verson` is not known here\n    Did you mean `version`?\n' +
        'f.yaml:2:1: `b.version` is missing\n    Add `version`.',
    );
  });

  it('unknown where nothing is known, or too much to list', () => {
    const names = Array.from({ length: 30 }, (_, index) => [`member${index}`, {}]);
    const many = { type: 'object', additionalProperties: false, properties: Object.fromEntries(names) };
    expect(problemsOf({ type: 'object', additionalProperties: false }, 'a: 1\n')).toBe(
      'f.yaml:1:1: `a` is not known here\n    Remove it.',
    );
    expect(problemsOf(many, 'label: 1\n')).toBe(
      'f.yaml:1:1: `label` is not known here\n    Check its spelling, or remove it.',
    );
  });

  it('unevaluated are unknown too', () => {
    const schema = { type: 'object', properties: { label: {} }, unevaluatedProperties: false };
    expect(problemsOf(schema, 'labl: 1\n')).toBe('f.yaml:1:1: `labl` is not known here\n    Did you mean `label`?');
  });
});
