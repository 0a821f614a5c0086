import { cellStyle } from './cell.ts';
import { colours } from './colours.ts';
import { figureStyle } from './figures.ts';
import { frame } from './frame.ts';
import { matrixStyle } from './matrix.ts';

/** @param columns of the matrix beside its first: how many filesystems there are */
export const styleSheet = (columns: number): string =>
  [`:root { --columns: ${columns}; }`, colours, frame, matrixStyle, cellStyle, figureStyle].join('\n');
