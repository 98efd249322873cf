// Checks of infra/ that need a schema or a parser of queries. Packages are found by NODE_PATH; data lies beside the repository.
//   node .ci/infra.cjs queries          prints the queries of workbook.json and alerts.json as [{id, title, q}]
//   node .ci/infra.cjs schemas FOLDER   checks workbook.json and azure.yaml against the schemas in FOLDER
const fs = require('fs');
const path = require('path');

const root = path.dirname(__dirname);
const read = name => fs.readFileSync(path.join(root, name), 'utf8');

// What the portal puts in place of a workbook's parameters before a query is sent.
const values = { '{Agent}': "'*'", '{Owner}': "'*'", '{RunId}': 'r0', '{TimeRange:grain}': '5m' };

function filled(query, where) {
  for (const [name, value] of Object.entries(values)) query = query.split(name).join(value);
  const left = query.match(/\{[A-Za-z:]+\}/);
  if (left) throw new Error(`${where}: ${left[0]} is not a parameter of the workbook`);
  return query;
}

function* workbookQueries(items) {
  for (const item of items) {
    if (item.type === 3) yield { id: item.name, title: item.content.title, q: filled(item.content.query, item.name) };
    if (item.type === 9) for (const p of item.content.parameters) if (p.query) yield { id: p.name, title: p.label, q: filled(p.query, p.name) };
    if (item.content.items) yield* workbookQueries(item.content.items);
  }
}

function queries() {
  const alerts = JSON.parse(read('infra/alerts.json')).map(a => ({ id: a.id, title: a.title, q: a.query }));
  return [...workbookQueries(JSON.parse(read('infra/workbook.json')).items), ...alerts];
}

/** Schemas of others that a schema names by address are not here: anything goes in their place. */
function closed(schema) {
  if (Array.isArray(schema)) return schema.map(closed);
  if (schema === null || typeof schema !== 'object') return schema;
  if (typeof schema.$ref === 'string' && schema.$ref.startsWith('https:')) return true;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
}

function schemas(folder) {
  const Ajv7 = require('ajv');
  const Ajv2019 = require('ajv/dist/2019');
  const yaml = require('yaml');
  const options = { strict: false, allErrors: true, validateFormats: false };
  const cases = [
    ['infra/workbook.json', 'workbook.schema.json', new Ajv7(options), JSON.parse],
    ['azure.yaml', 'azure.yaml.schema.json', new Ajv2019(options), yaml.parse],
  ];
  let faults = 0;
  for (const [file, schema, ajv, parse] of cases) {
    const check = ajv.compile(closed(JSON.parse(fs.readFileSync(path.join(folder, schema), 'utf8'))));
    const document = parse(read(file));
    if (!check(document)) {
      for (const e of check.errors) { faults++; console.log(`${file}${e.instancePath}: ${e.message}`); }
    }
    // The schema must be one that can fail: the same document without what it cannot do without.
    for (const name of check.schema.required) {
      const { [name]: _, ...rest } = document;
      if (check(rest)) { faults++; console.log(`${schema} does not miss ${name}`); }
    }
  }
  return faults;
}

const [command, folder] = process.argv.slice(2);
if (command === 'queries') console.log(JSON.stringify(queries(), null, 1));
else if (command === 'schemas') process.exit(schemas(folder) ? 1 : 0);
else throw new Error('queries | schemas FOLDER');
