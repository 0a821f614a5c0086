/**
 * `npm run chaos [KILLS [SEED]]`: kills pinproof at random, with SIGKILL and by its own pid alone, and starts the same
 * command again, until it has come to its end; then anew with an empty cache, until there were 50 kills. Fake kernel,
 * fake QEMU; in the sandbox, unless PINPROOF_SANDBOX=off or there is none. Exit code 1: something was run twice, was lost, or
 * was left, or the verdict is another one.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandbox } from '../../harness/host/sandbox/sandbox.ts';
import { World } from '../worlds/helpers.ts';
import { aims } from './aims.ts';
import { type Attempt, attempt, type Moment, untilDead } from './attempt.ts';
import { readJournal, recordedIn } from './journal.ts';
import { leftovers, survivors } from './leftovers.ts';
import { takeNotes } from './notes.ts';

const kills = Number(process.argv[2] ?? 50);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
const jobs = 2;

const folder = mkdtempSync(join(tmpdir(), 'pinproof-chaos-'));
const confining = await sandbox();
const world = new World(folder, { confined: confining.works });
if (confining.works) takeNotes(world, confining.bwrap);
console.log(confining.works ? 'in the sandbox' : `without a sandbox: ${confining.why}`);
const suite = world.suite(
  'chaos',
  {
    oops: world.behaviour('oops', 'rdma-write-writeback', 'oops'),
    errors: world.behaviour('errors', 'mmap-store-writeback', 'guard-errors'),
  },
  { devices: ['dif1-dix1', 'plain'], filesystems: ['ext4', 'xfs'], seeds: [1, 2] },
);
const command = ['run', suite, '--jobs', String(jobs)];
const random = generator(seed);
const wrong: string[] = [];
const complain = (what: string): void => {
  wrong.push(what);
  console.log(`WRONG: ${what}`);
};
console.log(
  `seed ${seed}: npm run chaos -- ${kills} ${seed} kills at the same moments, as far as the machine is the same`,
);

const begun = performance.now();
const undisturbed = await attempt(world, command, { after: 2 ** 31 - 1 });
const whole = performance.now() - begun;
const wanted = verdict();
const total = (JSON.parse(wanted) as { cells: unknown[] }).cells.length;
checkEnd(undisturbed, [undisturbed.pid]);
console.log(`undisturbed: ${total} cells in ${(whole / 1000).toFixed(0)} s, exit code ${undisturbed.ended.code}`);

const killed: NonNullable<Attempt['killed']>[] = [];
let [runs, repeated, mostCut, slowest] = [0, 0, 0, 0];
while (killed.length < kills) {
  rmSync(world.cache, { recursive: true });
  world.forget();
  const pids: number[] = [];
  for (;;) {
    const recorded = recordedIn(world.cache);
    const before = readJournal(join(folder, 'calls.log')).asked;
    const one = await attempt(world, command, killed.length < kills ? nextMoment() : { after: 2 ** 31 - 1 });
    pids.push(one.pid);
    const asked = readJournal(join(folder, 'calls.log')).asked.slice(before.length);
    for (const site of asked.filter((each) => recorded.has(each))) complain(`asked again, though recorded: ${site}`);
    repeated += asked.filter((site) => before.includes(site)).length;
    if (one.killed === undefined) {
      checkEnd(one, pids);
      break;
    }
    killed.push(one.killed);
    const after = recordedIn(world.cache);
    const cut = asked.filter((site) => !after.has(site)).length;
    if (cut > jobs) complain(`${cut} guests were lost by one kill, with ${jobs} jobs`);
    mostCut = Math.max(mostCut, cut);
    console.log(
      `kill ${killed.length} in ${one.killed.stage}, at ${one.killed.at}: ${after.size} guests recorded, ${cut} cut off`,
    );
    // Every other time the same command is started while what was killed still dies.
    if (random() < 0.5) slowest = Math.max(slowest, await untilDead(() => survivors(world, pids)));
  }
  runs += 1;
}

console.log(`\n${'killed in'.padEnd(16)}${'at'.padEnd(24)}kills`);
for (const [where, members] of Map.groupBy(killed, ({ stage, at }) => `${stage.padEnd(16)}${at.padEnd(24)}`))
  console.log(`${where}${members.length}`);
console.log(`
kills ${killed.length} over ${runs} runs of ${total} cells; guests cut off and run again ${repeated}, at most ${mostCut} by one kill
what was killed took its programs with it in at most ${slowest.toFixed(0)} ms; wrong ${wrong.length}; ${((performance.now() - begun) / 1000).toFixed(0)} s`);
if (wrong.length === 0) rmSync(folder, { recursive: true });
else console.log(`all of it is in ${folder}`);
process.exitCode = wrong.length === 0 ? 0 : 1;

/** Two of three at an event. */
function nextMoment(): Moment {
  const after = random() * whole;
  const aim = aims[Math.floor(random() * aims.length)];
  const count = 1 + Math.floor(random() * 4);
  // What is aimed at may be done already: then it is the end of the run, or never.
  return random() < 1 / 3 || aim === undefined ? { after } : { after: whole, aim: { aim, count } };
}

/** What must hold when the command has come to its end. */
function checkEnd({ ended }: Attempt, pids: readonly number[]): void {
  if (ended.code !== 1) complain(`exit code ${ended.code}: ${ended.stderr.slice(-2000)}`);
  else if (verdict() !== wanted) complain('the verdict is another than that of the run that nobody disturbed');
  const { ended: done } = readJournal(join(folder, 'calls.log'));
  const recorded = recordedIn(world.cache);
  for (const site of recorded) if (!done.includes(site)) complain(`recorded, and never came to its end: ${site}`);
  const cells = [...recorded].filter((site) => !/^(boot|prepare) /.test(site)).length;
  if (cells !== total) complain(`${cells} of ${total} cells are recorded`);
  for (const left of leftovers(world, pids)) complain(`left: ${left}`);
}

/** But for times, and the run's own name, which is one. */
function verdict(): string {
  const text = world.latest('verdict.json').replaceAll(world.latestName(), 'RUN');
  return JSON.stringify(
    JSON.parse(text, (key, value) => (/seconds/i.test(key) ? 0 : value)),
    null,
    1,
  );
}

/** Mulberry32: the same numbers for a seed on every machine. */
function generator(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
