import type { Mismatch } from './verifier-report.ts';

/** How the Verifier begins what it says of a header. */
const OF_HEADER = "Mismatch with header '[^']*': ";

/** How the Verifier says that it cannot use a rule of the pact, whatever was answered. */
const UNUSABLE = new RegExp(
  [
    `^(?:${OF_HEADER})?(?:Could not apply the '[^']*' matching rule`,
    "|'.*' is not a valid regular expression",
    '|ArrayContains: variant \\d+ is missing from the expected list',
    "|Expected .* to match a \\w+ pattern of '.*: \"Parsing \\w+ pattern '.*' failed )",
  ].join(''),
  's',
);

/** Rules for what is no text, that no header can keep. */
const FOR_NO_HEADER = new RegExp(
  `^${OF_HEADER}Unable to match .* using (?:Null|EachKey|EachValue|ArrayContains)\\b`,
  's',
);

/** Of a header the Verifier does not tell whether the value or the pattern is wrong. */
const DATE_OF_HEADER = new RegExp(`^${OF_HEADER}Expected .* to match a \\w+ pattern of '(.*)'$`, 's');

/**
 * The patterns of dates that the Verifier can read: the letters of Java's DateTimeFormatter, each at most so often in a row as here,
 * texts in quotes, and other characters than digits, brackets and braces. Measured with the Verifier 1.3 of pact-cli 18.1.
 */
const DATE_PATTERN =
  /^(?:([ac])(?!\1)|([dhkmqswFHKVW])\2?(?!\2)|([zO])\3{0,3}(?!\3)|([exEGLMQXZ])\4{0,4}(?!\4)|[nuyADNSY]|'[^']*'|[^0-9A-Za-z'[\]{}])*$/u;

/** Is a mismatch due to a rule of the pact that the Verifier cannot use? */
export const isUnusable = ({ mismatch }: Mismatch): boolean => {
  const [, pattern] = DATE_OF_HEADER.exec(mismatch) ?? [];
  return (
    UNUSABLE.test(mismatch) || FOR_NO_HEADER.test(mismatch) || (pattern !== undefined && !DATE_PATTERN.test(pattern))
  );
};
