import { styleText } from 'node:util';

/** Colours by meaning; every one of them is also said in words. */
export type Style = {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
};

const plain = (text: string): string => text;

const styled =
  (format: Parameters<typeof styleText>[0]) =>
  (text: string): string =>
    text === '' ? '' : styleText(format, text, { validateStream: false });

export const plainStyle: Style = { good: plain, bad: plain, doubtful: plain, strong: plain, faint: plain };

const colours: Style = {
  good: styled('green'),
  bad: styled('red'),
  doubtful: styled('yellow'),
  strong: styled('bold'),
  faint: styled('dim'),
};

/** ANSI colours, or none at all. Whether a stream wants colours is for the caller to find out. */
export const styleFor = (colour: boolean): Style => (colour ? colours : plainStyle);
