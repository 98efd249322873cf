// Writes src/api/schema.d.ts: the types of the API, from the same files that the app serves at /api/openapi.json.
import fs from 'node:fs';
import path from 'node:path';
import { parseYaml } from '@redocly/openapi-core';
import openapi, { astToString } from 'openapi-typescript';

const root = path.dirname(import.meta.dirname);
const sources = path.join(root, '../functions/Api/OpenApi');

/** Merges objects member by member, as ApiDocument.cs does; anything else may be defined once. */
export function merge(into, more, from) {
  for (const [name, value] of Object.entries(more)) {
    const there = into[name];
    if (there === undefined) into[name] = value;
    else if (isObject(there) && isObject(value)) merge(there, value, `${from} ${name}`);
    else throw new Error(`${from} defines ${name} a second time`);
  }
  return into;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const files = fs.readdirSync(sources).filter(name => name.endsWith('.yaml')).sort();
const document = files.reduce((all, name) => merge(all, parseYaml(fs.readFileSync(path.join(sources, name), 'utf8')), name), {});
delete document['x-answers'];
document.components.schemas.Present = {}; // "never null" beside the field's own type: TypeScript has the field's type already
const text = astToString(await openapi(document, { defaultNonNullable: false }));
fs.writeFileSync(path.join(root, 'src/api/schema.d.ts'), `// Written by scripts/types.mjs from functions/Api/OpenApi.\n${text}`);
