import type { Matrix } from './matrix-types.ts';

/** Version of the file; raised when a member changes its meaning, not when one is added. */
const MATRIX_VERSION = 1;

/** The matrix for programs. */
export const renderMatrixJson = (matrix: Matrix): string =>
  `${JSON.stringify({ version: MATRIX_VERSION, ...matrix }, null, 2)}\n`;
