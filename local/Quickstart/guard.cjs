'use strict';
// node guard.cjs PROGRAM ARGUMENTS…: runs a program and ties its life to standard input. When the parent closes it, or dies in whatever way,
// the program gets SIGTERM, and 45 seconds later it is ended. Ctrl+C is the parent's business.
const { spawn } = require('node:child_process');

const child = spawn(process.argv[2], process.argv.slice(3), { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  console.error(`${process.argv[2]} did not start: ${error.message}`);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(signal ? 1 : code));

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 45000).unref();
};
process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
process.on('SIGTERM', stop);
process.on('SIGINT', () => {});
