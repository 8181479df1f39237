/** Everything that is not seen when printed, or that changes how the rest is printed; line feed and tab stay. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * Texts that a continuous-integration service or its plug-ins obey when they meet them in a log or in a JUnit file: GitHub's
 * `::command::` at the start of a line, `##[...]`, Azure's `##vso[...]`, TeamCity's `##teamcity[...]`, and the markers
 * `[[ATTACHMENT|...]]` and `[[PROPERTY|...]]`.
 */
const OBEYED: readonly RegExp[] = [
  /(?<=^\s*):(?=:)/gmu,
  /(?<=#)#(?=\w*\[)/gu,
  /(?<=\[)\[(?=(?:ATTACHMENT|PROPERTY)\|)/giu,
];

const codeOf = (character: string): string => {
  const codePoint = character.codePointAt(0) ?? 0;
  const digits = codePoint.toString(16);
  return codePoint > 0xffff ? `\\u{${digits}}` : `\\u${digits.padStart(4, '0')}`;
};

/**
 * Makes text of unknown origin safe to print and to put into XML 1.0: control, format and bidirectional characters, lone
 * surrogates and noncharacters become visible as `\u0000`, and nothing in it is obeyed by a terminal or a build service.
 */
export const visible = (text: string): string =>
  OBEYED.reduce((safe, pattern) => safe.replace(pattern, codeOf), text.replace(UNSEEN, codeOf));

/** The same for places that hold one line: line feeds and tabs become visible too. */
export const visibleLine = (text: string): string => visible(text).replace(/[\n\t]/g, codeOf);
