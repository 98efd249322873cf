'use strict';
// Runs Azurite inside this process and ties its life to standard input: when the parent closes it, or dies in whatever way,
// Azurite stops as it does on SIGTERM, which writes its data. A timer ends a stop that hangs.
const fs = require('node:fs');
const path = require('node:path');

// Tells the next start on the same data that this one may still be writing.
const pidFile = process.env.AGENTSCHED_AZURITE_PID_FILE;
if (pidFile) {
  fs.writeFileSync(pidFile, String(process.pid));
  process.on('exit', () => fs.rmSync(pidFile, { force: true }));
}

// Ctrl+C, a closed terminal and a signal to the group reach every process of it. The parent decides when its storage goes, so that it can
// finish its work first: what Azurite would do on SIGTERM it does on an event of ours.
const STOP = 'agentsched-stop';
const once = process.once;
process.once = function (event, listener) {
  return event === 'SIGINT' ? this : once.call(this, event === 'SIGTERM' ? STOP : event, listener);
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

let stopping = false;
const stop = () => {
  if (stopping) return;
  stopping = true;
  if (process.listenerCount(STOP) === 0) process.exit(0); // still starting: nothing to write
  process.emit(STOP);
  setTimeout(() => process.exit(0), 5000).unref();
};
process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();

require(path.join(__dirname, 'node_modules', 'azurite', 'dist', 'src', 'azurite.js'));
