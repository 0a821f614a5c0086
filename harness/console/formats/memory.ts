import type { SplatFormat } from './format.ts';

/** Sanitisers, and the allocators' and page allocator's own checks. */
export const memoryFormats: readonly SplatFormat[] = [
  // mm/kasan/report.c print_error_description(); up to 4.12 with " at addr"
  ...(
    [
      ['(double-free or invalid-free|double-free|invalid-free)', 'kasan-invalid-free', 'invalid-free', 'KASAN: {1}'],
      ['([\\w-]*use-after-free)', 'kasan-use-after-free-{access}', 'bad-access', 'KASAN: {1} {access}'],
      ['(null-ptr-deref)', 'kasan-null-dereference-{access}', 'bad-access', 'KASAN: {1} {access}'],
      ['([\\w-]+)', 'kasan-{access}', 'bad-access', 'KASAN: {1} {access}'],
    ] as const
  ).map(
    ([fault, name, family, title]): SplatFormat => ({
      kind: 'kasan',
      class: name,
      family,
      cues: ['BUG: KASAN: '],
      header: new RegExp(`^BUG: KASAN: ${fault}(?: in (\\S+\\+\\S+)| on address|$)`),
      title: `${title} in {function}`,
      end: 'rule',
      guilty: 'trace',
    }),
  ),
  // mm/kfence/report.c kfence_report_error()
  ...(
    [
      ['(use-after-free) (read|write)', 'kfence-use-after-free-{2}', 'bad-access', 'KFENCE: {1} {2}'],
      ['(out-of-bounds|invalid) (read|write)', 'kfence-{2}', 'bad-access', 'KFENCE: {1} {2}'],
      ['(invalid free)', 'kfence-invalid-free', 'invalid-free', 'KFENCE: {1}'],
      ['(memory corruption)', 'kfence-memory-corruption', 'memory-corruption', 'KFENCE: {1}'],
    ] as const
  ).map(
    ([fault, name, family, title]): SplatFormat => ({
      kind: 'kfence',
      class: name,
      family,
      cues: ['BUG: KFENCE: '],
      header: new RegExp(`^BUG: KFENCE: ${fault}(?: in (\\S+))?`),
      title: `${title} in {function}`,
      end: 'rule',
      guilty: 'trace',
      bare: true,
    }),
  ),
  // mm/kmsan/report.c kmsan_report()
  ...(
    [
      ['(use-after-free)', 'kmsan-use-after-free-read'],
      ['([\\w-]*infoleak)', 'kmsan-info-leak'],
      ['(uninit-value|[\\w-]+)', 'kmsan-uninit-value'],
    ] as const
  ).map(
    ([fault, name]): SplatFormat => ({
      kind: 'kmsan',
      class: name,
      family: 'bad-access',
      cues: ['BUG: KMSAN: '],
      header: new RegExp(`^BUG: KMSAN: ${fault}(?: in (\\S+))?`),
      title: 'KMSAN: {1} in {function}',
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
      ['(?=.*? in (\\S+)|)([\\w -]+?)(?: in |$)', 'kcsan-data-race', 'KCSAN: {2}'],
    ] as const
  ).map(
    ([fault, name, title]): SplatFormat => ({
      kind: 'kcsan',
      class: name,
      family: 'race',
      cues: ['BUG: KCSAN: '],
      header: new RegExp(`^BUG: KCSAN: ${fault}`),
      title: `${title} in {function}`,
      end: 'rule',
      guilty: 'trace',
      bare: true,
    }),
  ),
  // lib/ubsan.c ubsan_prologue(): up to 6.4 between two rules, then "cut here" and an end mark
  {
    kind: 'ubsan',
    class: 'ubsan',
    family: 'ubsan',
    cues: ['UBSAN: '],
    header: /^UBSAN: ([\w -]+?) in \S+/,
    title: 'UBSAN: {1} in {function}',
    end: 'rule',
    guilty: 'backtrace',
  },

  // lib/list_debug.c: CHECK_DATA_CORRUPTION; a BUG() or a WARN() follows
  {
    kind: 'list-corruption',
    part: 'list',
    class: 'bad-access',
    family: 'bad-access',
    cues: [' corruption', 'list_add double add'],
    header: /^(list_add double add(?=:)|(?:list_add|list_del|rb_\w+|hlist_\w+) corruption\b)/,
    title: '{1} in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: ['list', 'bug', 'warning', 'die'],
  },
  {
    kind: 'list-corruption',
    part: 'list',
    class: 'bad-access',
    family: 'bad-access',
    cues: ['kernel BUG at '],
    header: /^kernel BUG at \S*lib\/list_debug\.c:\d+!/,
    title: 'list corruption in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: ['die'],
  },
  // lib/refcount.c refcount_warn_saturate()
  {
    kind: 'refcount',
    part: 'refcount',
    class: 'refcount',
    family: 'refcount',
    cues: ['refcount_t: '],
    header: /^refcount_t: ([^;.]+(?:; [\w-]+)?)/,
    title: 'refcount_t: {1} in {function}',
    end: 'mark',
    guilty: 'backtrace',
    absorbs: ['refcount', 'warning'],
  },
  // mm/usercopy.c usercopy_abort(); usercopy_warn() until 5.16
  {
    kind: 'usercopy',
    class: 'bug',
    family: 'usercopy',
    cues: ['ernel memory '],
    header: /^usercopy: [Kk]ernel memory (exposure|overwrite) attempt detected/,
    title: 'usercopy: {1} in {function}',
    end: 'mark',
    guilty: 'backtrace',
    absorbs: ['bug', 'die'],
  },
  // lib/debugobjects.c debug_print_object(): what it hints at is the object's callback
  {
    kind: 'debug-objects',
    part: 'debug-objects',
    class: 'warning',
    family: 'debug-objects',
    cues: ['ODEBUG: '],
    header: /^ODEBUG: (?!Out of memory)(\w+) (\w+)/,
    title: 'ODEBUG: {1} {2} in {function}',
    end: 'mark',
    guilty: 'backtrace',
    absorbs: ['debug-objects', 'warning'],
  },

  // mm/page_alloc.c bad_page(), mm/memory.c print_bad_pte(), mm/filemap.c
  {
    kind: 'bad-page',
    class: 'bad-page',
    family: 'bad-page',
    cues: ['BUG: Bad page '],
    header: /^BUG: Bad page (state|map|cache) in process/,
    title: 'bad page {1} in {function}',
    end: 'trace',
    guilty: 'owner',
    own: /^_*(?:filemap|pagecache|(?:un)?account_page_cache|delete_from_page_cache|page_pool|(?:do_)?read_cache|grab_cache|find_or_create|(?:un)?set_page)\w*$/,
  },
  // kernel/fork.c check_mm(); one line each
  {
    kind: 'bad-page',
    class: 'bad-page',
    family: 'bad-mm',
    cues: ['BUG: '],
    header: /^BUG: (Bad rss-counter state|non-zero (?:pgtables_bytes|nr_ptes|nr_pmds))/,
    title: '{1}',
    end: 'line',
    guilty: 'none',
  },
  // mm/debug.c dump_page(): VM_BUG_ON_PAGE prints this, then BUG()
  {
    kind: 'bug',
    class: 'bug',
    family: 'bug',
    cues: ['page dumped because: '],
    header: /^page dumped because: VM_(BUG|WARN)_ON/,
    title: 'VM_{1}_ON in {function}',
    end: 'mark',
    guilty: 'trace',
    absorbs: ['bug', 'warning', 'die'],
  },
  // mm/slub.c slab_bug(); KASAN dumps an object in the same words
  {
    kind: 'slab-corruption',
    class: 'slab-corruption',
    family: 'slab-corruption',
    cues: ['ainted'],
    header: /^BUG:? ([\w-]+) \((?:Not tainted|Tainted)[^)]*\): (?!kasan:)(.{1,60})/,
    title: 'slab corruption: {2} in {function}',
    end: 'trace',
    guilty: 'backtrace',
    absorbs: ['slab-track'],
  },
  // mm/slub.c print_track(): alone where the rest was lost
  {
    kind: 'slab-corruption',
    part: 'slab-track',
    class: 'slab-corruption',
    family: 'slab-track',
    cues: ['INFO: '],
    header: /^INFO: (?:(Allocated|Freed) in \S+ age=\d+ cpu=\d+ pid=\d+|(?:Slab|Object) 0x[0-9a-f]{6,16} )/,
    title: 'slab object {1} in {function}',
    torn: true,
    end: 'lines',
    guilty: 'header',
  },
  // mm/kmemleak.c: what it counts on the console, and what /sys/kernel/debug/kmemleak says
  {
    kind: 'memory-leak',
    class: 'memory-leak',
    family: 'memory-leak',
    cues: ['new suspected memory leak'],
    header: /^kmemleak: \d+ new suspected memory leaks/,
    title: 'memory leak',
    end: 'line',
    guilty: 'none',
  },
  {
    kind: 'memory-leak',
    class: 'memory-leak',
    family: 'memory-leak',
    cues: ['BUG: memory leak'],
    header: /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?BUG: memory leak/,
    title: 'memory leak in {function}',
    end: 'trace',
    guilty: 'backtrace',
    absorbs: ['leak-object'],
  },
  {
    kind: 'memory-leak',
    part: 'leak-object',
    class: 'memory-leak',
    family: 'memory-leak',
    cues: ['unreferenced object 0x'],
    header: /^unreferenced object 0x[0-9a-f]+ \(size \d+\):/,
    title: 'memory leak in {function}',
    end: 'trace',
    guilty: 'backtrace',
  },
  // mm/oom_kill.c __oom_kill_process()
  {
    kind: 'oom',
    class: 'oom',
    family: 'oom',
    cues: ['ut of memory'],
    header: /^(?:Out of memory|Memory cgroup out of memory)(?: \([\w ]+\))?: Kill(?:ed)? process/,
    title: 'out of memory',
    end: 'line',
    guilty: 'none',
  },
];
