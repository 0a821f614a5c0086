import type { SplatFormat, SplatKind } from './format.ts';

export const sanitiserKinds = {
  kasan: { detector: 'sanitisers', gravity: 'crash', silences: ['KASAN', 'lockdep'] },
  kfence: { detector: 'sanitisers', gravity: 'crash' },
  kmsan: { detector: 'sanitisers', gravity: 'crash' },
  kcsan: { detector: 'sanitisers', gravity: 'splat' },
} satisfies Record<string, SplatKind>;

type Kind = keyof typeof sanitiserKinds;

/** Bad accesses and data races, by what is compiled in to find them. */
export const sanitiserFormats: readonly SplatFormat<Kind>[] = [
  // mm/kasan/report.c print_error_description(); up to 4.12 with " at addr"
  ...(
    [
      [
        '(double-free or invalid-free|double-free|invalid-free)',
        'kasan-invalid-free',
        'invalid-free',
        'KASAN: {1}',
        ['double-free or invalid-free', 'double-free', 'invalid-free'],
      ],
      [
        '([\\w-]*use-after-free)',
        'kasan-use-after-free-{access}',
        'bad-access',
        'KASAN: {1} {access}',
        ['use-after-free', 'slab-use-after-free'],
      ],
      ['(null-ptr-deref)', 'kasan-null-dereference-{access}', 'bad-access', 'KASAN: {1} {access}', ['null-ptr-deref']],
      [
        '([\\w-]+)',
        'kasan-{access}',
        'bad-access',
        'KASAN: {1} {access}',
        ['out-of-bounds', 'slab-out-of-bounds', 'wild-memory-access'],
      ],
    ] as const
  ).map(
    ([fault, name, family, title, examples]): SplatFormat<Kind> => ({
      kind: 'kasan',
      class: name,
      family,
      cues: ['BUG: KASAN: '],
      header: new RegExp(`^BUG: KASAN: ${fault}(?: in (\\S+\\+\\S+)| on address|$)`),
      title: `${title} in {function}`,
      examples,
      end: 'rule',
      guilty: 'trace',
    }),
  ),
  // mm/kfence/report.c kfence_report_error()
  ...(
    [
      [
        '(use-after-free) (read|write)',
        'kfence-use-after-free-{2}',
        'bad-access',
        'KFENCE: {1} {2}',
        ['use-after-free read', 'use-after-free write'],
      ],
      [
        '(out-of-bounds|invalid) (read|write)',
        'kfence-{2}',
        'bad-access',
        'KFENCE: {1} {2}',
        ['out-of-bounds read', 'out-of-bounds write', 'invalid read', 'invalid write'],
      ],
      ['(invalid free)', 'kfence-invalid-free', 'invalid-free', 'KFENCE: {1}', ['invalid free']],
      ['(memory corruption)', 'kfence-memory-corruption', 'memory-corruption', 'KFENCE: {1}', ['memory corruption']],
    ] as const
  ).map(
    ([fault, name, family, title, examples]): SplatFormat<Kind> => ({
      kind: 'kfence',
      class: name,
      family,
      cues: ['BUG: KFENCE: '],
      header: new RegExp(`^BUG: KFENCE: ${fault}(?: in (\\S+))?`),
      title: `${title} in {function}`,
      examples,
      end: 'rule',
      guilty: 'trace',
      bare: true,
    }),
  ),
  // mm/kmsan/report.c kmsan_report()
  ...(
    [
      ['(use-after-free)', 'kmsan-use-after-free-read', ['use-after-free']],
      ['([\\w-]*infoleak)', 'kmsan-info-leak', ['kernel-infoleak', 'kernel-usb-infoleak']],
      ['(uninit-value|[\\w-]+)', 'kmsan-uninit-value', ['uninit-value']],
    ] as const
  ).map(
    ([fault, name, examples]): SplatFormat<Kind> => ({
      kind: 'kmsan',
      class: name,
      family: 'bad-access',
      cues: ['BUG: KMSAN: '],
      header: new RegExp(`^BUG: KMSAN: ${fault}(?: in (\\S+))?`),
      title: 'KMSAN: {1} in {function}',
      examples,
      end: 'rule',
      guilty: 'trace',
      bare: true,
    }),
  ),
  // kernel/kcsan/report.c print_report()
  ...(
    [
      ['data-race in (\\S+)(?: / (\\S+))?', 'kcsan-data-race', 'KCSAN: data-race'],
      ['assert: race in (\\S+)(?: / (\\S+))?', 'kcsan-assert', 'KCSAN: assert'],
      ['race at unknown origin,? in (\\S+)', 'kcsan-unknown-origin', 'KCSAN: race at unknown origin'],
      ['(?=.*? in (\\S+)|)([\\w -]+?)(?: in |$)', 'kcsan-data-race', 'KCSAN: {2}', ['no such race']],
    ] as const
  ).map(
    ([fault, name, title, examples]): SplatFormat<Kind> => ({
      kind: 'kcsan',
      class: name,
      family: 'race',
      cues: ['BUG: KCSAN: '],
      header: new RegExp(`^BUG: KCSAN: ${fault}`),
      title: `${title} in {function}`,
      ...(examples === undefined ? {} : { examples }),
      end: 'rule',
      guilty: 'trace',
      bare: true,
    }),
  ),
];
