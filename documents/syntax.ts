import type { YAMLError } from 'yaml';
import type { Place } from '../runner/types/values.ts';
import type { Problem } from './problems.ts';

type Code = YAMLError['code'];

const GENERAL = 'Correct the YAML around this place.';

const REMEDIES: Readonly<Partial<Record<Code, string>>> = {
  TAB_AS_INDENT: 'Indent with blanks.',
  BAD_INDENT: 'Indent it like its neighbours.',
  BAD_DQ_ESCAPE: 'Double the backslash, or use single quotes.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  BLOCK_AS_IMPLICIT_KEY: 'Put the text in quotes if it contains a colon, or begin a new line.',
  MISSING_CHAR: 'Add what is missing: a colon after a key, or what closes a quote or a bracket.',
  MULTILINE_IMPLICIT_KEY: 'Keep the key on one line, and put a colon after it.',
  TAG_RESOLVE_FAILED: 'Remove the tag.',
};

/** A syntax error of the YAML parser as a problem. */
const syntaxProblem = (error: YAMLError, place: Place): Problem => ({
  place,
  pointer: '',
  message: `not valid YAML: ${error.message}`,
  remedy: REMEDIES[error.code] ?? GENERAL,
});

/** `[a: ${NAME}]`: the brace opens an object, and all that the parser tells of it and what follows misleads. */
const bareReference = (place: Place): Problem => ({
  place,
  pointer: '',
  message: 'not valid YAML: `${` inside brackets or braces',
  remedy: "Put it in quotes: '${NAME}'.",
});

/** The syntax errors of a text, in their order, without those that only follow from one before. */
export const syntaxProblems = (
  text: string,
  errors: readonly YAMLError[],
  placeAt: (offset: number) => Place,
): readonly Problem[] => {
  const problems: Problem[] = [];
  for (const [index, error] of errors.entries()) {
    const [offset] = error.pos;
    if (text.slice(offset - 1, offset + 1) === '${') return [...problems, bareReference(placeAt(offset - 1))];
    if (index === 0 || error.code !== 'UNEXPECTED_TOKEN') problems.push(syntaxProblem(error, placeAt(offset)));
  }
  return problems;
};
