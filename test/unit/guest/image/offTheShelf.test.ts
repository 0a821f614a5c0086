import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { readGuestReport } from '../../../../harness/console/guestReport.ts';
import { compilePreload, compileWorkloads } from '../../../../harness/guest/image/compileWorkloads.ts';
import { usualMachine } from '../../../fixtures/machines.ts';

/** The workload with a tool of the test's own in $PATH, in a folder of this machine. */
async function run(folder: string, tool: string, program: string, script: string) {
  for (const name of ['bin', 'mnt', 'state', 'made']) await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, 'bin', program), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const [workload] = await compileWorkloads(join(folder, 'made'), ['off-the-shelf'], usualMachine.arch);
  await compilePreload(join(folder, 'made'), ['off-the-shelf'], usualMachine.arch);
  const words = ['workload=off-the-shelf', `tool=${tool}`, 'seconds=5', 'seed=1', 'source=/dev/null'];
  const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}` };
  let text: string;
  try {
    text = execFileSync(
      workload?.path ?? '',
      [...words, `folder=${folder}/mnt`, `file=${folder}/mnt/file`, `state=${folder}/state`, 'options=data=journal'],
      {
        env,
        stdio: 'pipe',
      },
    ).toString();
  } catch (error) {
    text = (error as { stdout: Buffer }).stdout.toString();
  }
  const { observations } = readGuestReport(text);
  return {
    checks: observations.flatMap((each) =>
      each.type === 'check' && each.text !== 'off-the-shelf'
        ? [{ ok: each.ok, skipped: each.skipped, text: each.text }]
        : [],
    ),
    worked: observations.some((each) => each.type === 'counter' && each.name === 'tools_worked' && each.value === 1),
    problems: observations.flatMap((each) => (each.type === 'problem' ? [each.what] : [])),
  };
}

const tap = (lines: string): string => `cat <<'E'\nTAP version 13\n${lines}\nE\n`;

t.test('results of a selftest become checks with the name of what was run; skips stay skips', async (t) => {
  const script = tap(`1..3
# [RUN] R/W longterm pin ... with tmpfile
ok 1 Should have worked
# [RUN] R/W longterm pin ... with local tmpfile
not ok 2 Should have failed
# [RUN] fixed buffer ... with memfd
ok 3 # SKIP no io_uring`);
  const { checks, worked, problems } = await run(t.testdir({}), 'gup-longterm', 'gup_longterm', `${script}exit 1`);
  t.same(checks, [
    { ok: true, skipped: false, text: 'gup_longterm: R/W longterm pin ... with tmpfile: Should have worked' },
    { ok: false, skipped: false, text: 'gup_longterm: R/W longterm pin ... with local tmpfile: Should have failed' },
    { ok: true, skipped: true, text: 'fixed buffer ... with memfd' },
  ]);
  t.ok(worked);
  t.same(problems, []);
});

t.test('a selftest that ends too early, or skips all, has not worked; its last words are told', async (t) => {
  const early = await run(
    t.testdir({}),
    'cow',
    'cow',
    `${tap('1..2\nok 1 fine')}echo "# SKIP nothing, \\"1..7\\""; kill -SEGV $$`,
  );
  t.notOk(early.worked);
  t.match(early.checks, [
    { ok: true },
    { ok: false, skipped: false, text: /^cow ended with 139 after 1 of 2 tests: .*ok 1 fine. *SKIP nothing/ },
  ]);
  t.same(early.problems, []);
  t.notOk((await run(t.testdir({}), 'cow', 'cow', tap('1..1\nok 1 # SKIP not here'))).worked);
});

t.test('pages that gup_test could not pin are a failure, whatever it makes of them', async (t) => {
  const script = tap('1..1\n# GUP: Time: get:1 put:1 us# , truncated (size: 0)\n# \nok 1 ioctl status 0');
  const { checks } = await run(t.testdir({}), 'gup-test', 'gup_test', script);
  t.match(checks[0], { ok: false, text: /gup_test -a: .*truncated \(size: 0\)/ });
});

/** As fio 3.33 writes it, as far as it is read. */
const json = (errors: number): string =>
  `{ "jobs" : [ { "jobname" : "verify", "error" : 0, "read" : { "io_bytes" : 2097152 }, "write" : { "io_bytes" : 2097152 }, "total_err" : ${errors}, "first_error" : ${errors ? 84 : 0} } ] }`;
const fio = (text: string): string =>
  `for word; do case $word in --output=*) echo '${text}' >"\${word#*=}" ;; esac; done; [ "$LD_PRELOAD" ] && echo "verify: bad header"`;

t.test('fio’s own count of errors decides, and its words are told', async (t) => {
  const good = await run(t.testdir({}), 'fio-verify', 'fio', fio(json(0)));
  t.same(
    good.checks.map(({ ok }) => ok),
    [true, true],
  );
  t.ok(good.worked);
  const bad = await run(t.testdir({}), 'fio-verify', 'fio', fio(json(3)));
  t.same(bad.checks.map(({ ok, text }) => [ok, text]).at(1), [
    false,
    'fio, job verify: 3 errors, the first EILSEQ; verify: bad header',
  ]);
});

t.test('a fio that writes no JSON proves nothing, and says why', async (t) => {
  const { checks, worked, problems } = await run(
    t.testdir({}),
    'fio-verify',
    'fio',
    'echo "shmget: no room" >&2; exit 1',
  );
  t.same(checks, [{ ok: false, skipped: false, text: 'fio ended with 1: shmget: no room' }]);
  t.notOk(worked);
  t.match(problems, [/fio wrote no JSON/]);
});
