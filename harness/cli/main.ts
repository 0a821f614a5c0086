import { availableParallelism } from 'node:os';
import { inspect } from 'node:util';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { killAllPrograms } from '../host/exec.ts';
import { asDiskError } from '../host/folders.ts';
import { formatNames } from '../report/formats.ts';
import { abortBisection, exitCodeOf, exitCodes, PinproofError } from '../text/errors.ts';
import { neutralText } from '../text/neutral.ts';
import { forLog } from './github.ts';
import { shardOption } from './shardOption.ts';
import { takeToken } from './token.ts';
import { bisectCommand } from './verbs/bisect.ts';
import { bootCommand } from './verbs/boot.ts';
import { check } from './verbs/check.ts';
import { checkSeriesCommand } from './verbs/checkSeries.ts';
import { clean } from './verbs/clean.ts';
import { doctor } from './verbs/doctor.ts';
import { compare, history, historyAdd } from './verbs/history.ts';
import { list } from './verbs/list.ts';
import { merge } from './verbs/merge.ts';
import { parse } from './verbs/parse.ts';
import { publishCommand } from './verbs/publish.ts';
import { replayCommand } from './verbs/replay.ts';
import { planCommand, reportCommand, runCommand, stageCommand } from './verbs/run.ts';
import { scoreboardCommand } from './verbs/scoreboard.ts';

const program = new Command('pinproof')
  .description('Evidence for kernel patches that touch pinned file pages')
  .showHelpAfterError('(pinproof --help lists the commands)')
  .exitOverride();

const token = takeToken(process.env);

/** Ctrl-C and a CI's SIGTERM: stages stop what they started, keep what is finished, and the second one ends us at once. */
const interruption = new AbortController();
/** A debugger has the terminal, and Ctrl-C is its own. */
let debugging = false;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (debugging && name === 'SIGINT') return;
    if (interruption.signal.aborted) endNow(exitCodes.infrastructure);
    interruption.abort(new Interrupted(name));
  });
}

// Under an old Node it is the launcher (pinproof.js) that people see, and kill.
if (process.env['PINPROOF_LAUNCHED']) {
  delete process.env['PINPROOF_LAUNCHED'];
  const alone = (): void => interruption.abort(new Interrupted('the end of its launcher'));
  if (process.connected) process.on('disconnect', alone);
  else alone();
  process.channel?.unref();
}

// A reader that goes away (`| head`, a closed terminal) is no failure of ours, nor of a kernel.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}
// Node itself would end with 1, which says that a kernel regressed.
process.on('uncaughtException', (error) => endNow(explain(asDiskError(error))));

/** Decided by the words alone: a mistake in them must not be taken for a bad commit. */
const isStep = process.argv[2] === 'bisect' && process.argv.includes('--step');
const forCaller = (code: number): number => (isStep ? abortBisection(code) : code);

function endNow(code: number): void {
  killAllPrograms();
  process.exit(forCaller(code));
}

class Interrupted extends Error {
  constructor(name: string) {
    super(`interrupted by ${name}; what is finished is kept, and the same command goes on from there`);
  }
}

const jobs = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 256) throw new InvalidArgumentError('a number from 1 to 256');
  return number;
};

program
  .command('run')
  .description('the whole way: a suite, or --base and --series, to a verdict; with a run folder, only its cells')
  .argument('[suite]', 'suite.yaml, or the folder of a run that was booted')
  .option('--base <source>', 'debian:linux-source-6.1, git:REPOSITORY#REF, a directory or a tarball')
  .option(
    '--series <series>',
    'the candidate: a folder of .patch files, a quilt folder, an mbox, git:REPOSITORY#A..B, pull:REPOSITORY#N, msgid:ID',
  )
  .option('--jobs <number>', 'guests at the same time', jobs, availableParallelism())
  .option('--check-determinism', 'run every cell twice and compare byte for byte, not a sample of them')
  .option('--json', 'print verdict.json instead of the table')
  .option(
    '--shard <which/of>',
    'only that share of the cells, without a verdict: 2/4 is the second of four',
    shardOption,
  )
  .action(async (target, options) => runCommand(target, options, interruption.signal));

program
  .command('merge')
  .description('put the shards of a run together as a new run, judge it and print the verdict')
  .argument('<run...>', 'the folders of all its shards')
  .action(async (runs) => merge(runs, interruption.signal));

program
  .command('plan')
  .description('read a suite and write plan.json into a new run folder')
  .argument('[suite]', 'suite.yaml')
  .option('--base <source>', 'as for run')
  .option('--series <series>', 'as for run')
  .action(async (suite, options) => planCommand(suite, options, interruption.signal));

program
  .command('scoreboard')
  .description('candidates side by side: the whole way for a suite of several, or what a run says of them')
  .argument('[suite]', 'suite.yaml, or the folder of a run that was judged; the five families where absent')
  .option('--jobs <number>', 'guests at the same time', jobs, availableParallelism())
  .option('--json', 'print scoreboard.json instead of the table')
  .action(async (target, options) => scoreboardCommand(target, options, interruption.signal));

program
  .command('check-series')
  .description('build each patch of a series on the one before: which does not build, which brings a warning')
  .argument('[suite]', 'suite.yaml')
  .option('--base <source>', 'as for run')
  .option('--series <series>', 'as for run')
  .option('--json', 'print series.json instead of the list')
  .action(async (suite, options) => checkSeriesCommand(suite, options, interruption.signal));

program
  .command('bisect')
  .description('which patch of a series makes a cell do what the base does not do')
  .argument('[suite]', 'suite.yaml')
  .option('--base <source>', 'as for run')
  .option('--series <series>', 'as for run')
  .option(
    '--cell <pattern>',
    'a part of DEVICE/FILESYSTEM/WORKLOAD/SEED, * for anything; the gravest difference where absent',
  )
  .option('--candidate <name>', 'where the suite has several')
  .option(
    '--step',
    'for git bisect run: one verdict on the suite as it stands; 0 good, 1 bad, 125 untestable, 128 and over: give up',
  )
  .option('--jobs <number>', 'guests at the same time', jobs, availableParallelism())
  .option('--json', 'print bisect.json instead of the list')
  .action(async (suite, options) => bisectCommand(suite, options, interruption.signal));

const stages = {
  build: 'build the trees of a plan',
  judge: 'judge the cells of a run, after collecting them again',
} as const;
for (const [stage, description] of Object.entries(stages)) {
  program
    .command(stage)
    .description(description)
    .argument('[run]', 'the folder of a run; the latest where absent')
    .action(async (run) => stageCommand(stage as keyof typeof stages, run, interruption.signal));
}

program
  .command('report')
  .description('print the verdict of a run')
  .argument('[run]', 'the folder of a run; the latest where absent')
  .addOption(new Option('--format <name>', 'what it is written as').choices(formatNames).default('text'))
  .action(reportCommand);

program
  .command('boot')
  .description('boot each built tree once; --shell gives an interactive guest')
  .argument('[run]', 'the folder of a run; the latest where absent')
  .option('--shell', 'a shell in a guest, with a device and a file system prepared')
  .option('--tree <id>', 'which tree: base, or the name of a candidate', 'base')
  .option('--device <name>', 'for --shell', 'dif1-dix1')
  .option('--filesystem <name>', 'for --shell', 'ext4')
  .action(async (run, options) => bootCommand(run, options, interruption.signal));

/** Guest time, or nothing at all. */
const guestSeconds = (text: string): number => {
  const number = Number(text);
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError('seconds of guest time');
  return number;
};
/** Several options, or a list with commas, or both. */
const events = (text: string, before: string[] = []): string[] => {
  const names = text.split(',');
  const wrong = names.find((name) => !/^[\w*]+(?::[\w*]+)?$/.test(name));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`"${wrong}" is no tracepoint: EVENT, SYSTEM:EVENT or SYSTEM:*`);
  return [...before, ...names];
};

program
  .command('replay')
  .description('run one cell again, exactly as it was')
  .argument('<run/cell>', 'the folder of a run and a cell of it, as the verdict gives them')
  .option('--gdb [seconds]', 'stop in gdb where the first splat happened, or at a time of the guest', guestSeconds)
  .option('--reverse', 'stop in gdb at the end of the cell, to go backwards from there')
  .option('--trace <events>', 'with kernel tracepoints on: EVENT,SYSTEM:EVENT,...', events)
  .action(async (target, options) =>
    replayCommand(target, options, interruption.signal, (on) => {
      debugging = on;
    }),
  );

program
  .command('check')
  .description('what runs say of the patch or cover letter on standard input, as JSON for b4 review')
  .argument('[runs]', 'the folder that holds the runs; pinproof-out where absent')
  .action(check);

const historyOf = program
  .command('history')
  .description('the runs that are remembered, and what each changed against the one before')
  .option('--candidate <name>', 'only runs with this candidate, and its cells')
  .option('--cell <pattern>', 'only cells with this text in their names; * is any text')
  .option('--json', 'all of it, as JSON')
  .action(history);
historyOf
  .command('add')
  .description('remember runs that an older pinproof made, or that were made elsewhere')
  .argument('<run...>', 'folders of runs')
  .action(historyAdd);

program
  .command('compare')
  .description('show how a run differs from an earlier one')
  .argument('<before>', 'the folder of a run, its id or the beginning of it, latest, latest~1')
  .argument('<after>', 'the same')
  .action(compare);

program
  .command('clean')
  .description('remove runs of this folder, and artefacts of the cache, that are too old or too many')
  .option('--dry-run', 'say what would be removed, and remove nothing')
  .action(async (options) => clean(options, interruption.signal));

const pullNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('the number of a pull request');
  return number;
};

program
  .command('publish')
  .description('put the verdict of a run on a pull request of GitHub; the token is taken from GITHUB_TOKEN')
  .argument('[run]', 'the folder of a run; the latest where absent')
  .option('--repository <owner/name>', 'GITHUB_REPOSITORY where absent')
  .option('--pull <number>', 'that of the event that started the workflow, where absent', pullNumber)
  .option('--untrusted', 'the run that a workflow_run event names, whose records are downloaded and not trusted')
  .action(async (run, options) => publishCommand(run, options, token, interruption.signal));

program.command('doctor').description('what is missing on this machine, and how to get it').action(doctor);

program
  .command('list')
  .description('workloads, filesystems, devices and detectors')
  .argument('[what]', 'one of them; all where absent')
  .action(list);

program
  .command('parse')
  .description('read any kernel console, saved or live')
  .argument('<file...>', 'console logs, also packed with gzip or zstd; - is standard input')
  .option(
    '--vmlinux <file>',
    'the kernel that wrote them, with debug information: splats get file, line and inlined callers',
  )
  .option('--modules <folder>', 'its modules, at any depth: xfs.ko, or xfs.ko.debug')
  .option('--json', 'an array with a member a file')
  .action(async (files, options) => parse(files, options, interruption.signal));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = forCaller(explain(asDiskError(error)));
}

function explain(error: unknown): number {
  // Commander has printed its own message, help included.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (interruption.signal.aborted) {
    console.error(`pinproof: ${(interruption.signal.reason as Error).message}`);
    return exitCodes.infrastructure;
  }
  if (error instanceof PinproofError) console.error(forLog(`pinproof: ${neutralText(error.message, 1000)}`).trimEnd());
  else console.error(neutralText(`pinproof: this is a bug in pinproof\n ${inspect(error)}`, 1000));
  return exitCodeOf(error);
}
