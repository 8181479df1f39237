import { describe, expect, it } from 'vitest';
import { InputError } from '../../documents/problems.ts';

describe('InputError', () => {
  const problem = (file: string, line: number, column: number, message: string) => ({
    place: { file, line, column },
    pointer: '',
    message,
    remedy: 'Do.',
  });

  it('lists problems by file, line and column, whatever order they came in', () => {
    const error = new InputError([
      problem('b.yaml', 1, 1, 'five'),
      problem('a.yaml', 10, 2, 'four'),
      problem('a.yaml', 9, 3, 'three'),
      problem('a.yaml', 9, 1, 'two'),
      problem('Z.yaml', 20, 1, 'one'),
    ]);
    expect(error.message).toBe(
      [
        'Z.yaml:20:1: one\n    Do.',
        'a.yaml:9:1: two\n    Do.',
        'a.yaml:9:3: three\n    Do.',
        'a.yaml:10:2: four\n    Do.',
        'b.yaml:1:1: five\n    Do.',
      ].join('\n'),
    );
    expect(error.problems).toHaveLength(5);
    expect(error.name).toBe('InputError');
  });

  it('tells what was found twice once', () => {
    const error = new InputError([problem('a.yaml', 1, 1, 'one'), problem('a.yaml', 1, 1, 'one')]);
    expect(error.message).toBe('a.yaml:1:1: one\n    Do.');
    expect(error.problems).toHaveLength(2);
  });
});
