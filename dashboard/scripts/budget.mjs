// Checks the size of the built dashboard, gzip: what a first view loads.
//   node scripts/budget.mjs FOLDER
import fs from 'node:fs';
import path from 'node:path';

const most = { '.js': 90_000, '.css': 15_000 };
const out = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../../artifacts/dashboard'));
const files = fs.readdirSync(out, { recursive: true }).filter(name => name.endsWith('.gz'));
let over = files.length === 0;
for (const [extension, limit] of Object.entries(most)) {
  const bytes = files.filter(name => name.endsWith(`${extension}.gz`)).reduce((sum, name) => sum + fs.statSync(path.join(out, name)).size, 0);
  console.log(`${extension.slice(1)}: ${bytes} of ${limit} bytes (gzip)`);
  over ||= bytes === 0 || bytes > limit;
}
process.exit(over ? 1 : 0);
