/**
 * Everything that a server can send to break a reader: control characters, terminal escapes, a lone surrogate, noncharacters,
 * bidirectional controls, the end of a CDATA section, entities, and commands of build services.
 */
export const HOSTILE = [
  'NUL \u0000, escape \u001b[2J\u001b]0;title\u0007, carriage return \r, delete \u007f, next line \u0085',
  'surrogates \ud83d and \udc00 alone, \ud83d\ude00 together, noncharacters \ufffe \uffff \u{1fffe}',
  'bidi \u202e reversed \u2066, zero width \u200b, line separator \u2028, mark \ufeff',
  ']]> <![CDATA[ <!-- --> &amp; &#0; <failure message="x"/> %PDF \' "',
  '::error file=x::obey  ##vso[task.complete] ##[add-mask]x ##teamcity[x]',
  '[[ATTACHMENT|/etc/passwd]] [[PROPERTY|requirements=FAKE-1]]',
].join('\n');
