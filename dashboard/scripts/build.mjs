// Builds the dashboard into a folder: types of the API, type check, bundle, and each file compressed.
//   node scripts/build.mjs FOLDER
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { build } from 'vite';

const root = path.dirname(import.meta.dirname);
const out = path.resolve(process.argv[2] ?? path.join(root, '../artifacts/dashboard'));

function run(script, ...args) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit' });
    child.on('exit', code => (code === 0 ? done() : failed(new Error(`${script} ended with ${code}`))));
  });
}

function compress(file) {
  const bytes = fs.readFileSync(file);
  const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, { params }));
  fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
}

await run('scripts/types.mjs');
await Promise.all([
  run('node_modules/typescript/bin/tsc', '--noEmit'),
  build({ root, logLevel: 'warn', build: { outDir: out, emptyOutDir: true } }),
]);
for (const entry of fs.readdirSync(out, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) compress(path.join(entry.parentPath, entry.name));
}
