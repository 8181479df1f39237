import type { Report } from '../runner/types/report.ts';
import { answerSection, overlapSection, requirementSection, totalSection } from './console-coverage.ts';
import { erroredSection, failedSection, leakSection, warningSection } from './console-outcomes.ts';
import { skippedSection } from './console-skipped.ts';
import type { Layout, Section } from './layout.ts';
import { styleFor } from './style.ts';
import { targetText } from './text.ts';
import { visibleLine } from './visible.ts';

export type ConsoleOptions = {
  /** ANSI colours, or none. */
  readonly colour: boolean;
  /** Columns that prose may take; without it no line is wrapped. Commands are never wrapped. */
  readonly width?: number;
};

const heading: Section = (report, { style }) => [
  style.strong(`${report.tool.name} ${report.tool.version}`),
  ...[
    `target   ${targetText(report)}`,
    `profile  ${report.profile}`,
    ...(report.spec === undefined ? [] : [`spec     ${report.spec}`]),
    ...(report.overlays === undefined ? [] : [`overlay  ${report.overlays.join(', ')}`]),
    `seed     ${report.seed}`,
  ].map(visibleLine),
];

/** Failures first, the verdict last, where a reader of a terminal looks. */
const SECTIONS: readonly Section[] = [
  heading,
  failedSection,
  erroredSection,
  skippedSection,
  warningSection,
  leakSection,
  requirementSection,
  answerSection,
  overlapSection,
  totalSection,
];

/** The whole report for people, ending in the verdict and what the exit code says. */
export const renderConsole = (report: Report, { colour, width }: ConsoleOptions): string => {
  const layout: Layout = { style: styleFor(colour), width: width ?? Number.POSITIVE_INFINITY };
  const sections = SECTIONS.map((section) => section(report, layout)).filter((lines) => lines.length > 0);
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
};
