/** What `readelf -hSsW` prints of a file with code in sections 1 and 2, and data in 3. */
export const listing = (type: string, symbols: string[]): string =>
  [
    'ELF Header:',
    `  Type:                              ${type}`,
    'Section Headers:',
    '  [Nr] Name              Type            Address          Off    Size   ES Flg Lk Inf Al',
    '  [ 0]                   NULL            0000000000000000 000000 000000 00      0   0  0',
    '  [ 1] .text             PROGBITS        ffffffff81000000 200000 a028a8 00  AX  0   0 64',
    '  [ 2] .init.text        PROGBITS        ffffffff82000000 e00000 1a0c46 00  AX  0   0 4096',
    '  [ 3] .data             PROGBITS        ffffffff83000000 1000000 1710c0 00  WA  0   0 4096',
    '  [10] .debug_line       PROGBITS        0000000000000000 2e3d255 8e77fd 00      0   0  1',
    "Symbol table '.symtab' contains 9 entries:",
    '   Num:    Value          Size Type    Bind   Vis      Ndx Name',
    ...symbols.map((symbol, index) => `${String(index).padStart(6)}: ${symbol}`),
  ].join('\n');
