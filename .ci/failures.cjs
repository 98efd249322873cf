// Prints the tests that failed, from the result files that it is given, each with the first lines of what it said.
// A log is read from its end: `.ci/run` calls this last.
const fs = require('fs');

const mostLines = 12, mostLength = 300;
const entities = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const text = xml => xml.replace(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(parseInt(code, 16))).replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => entities[name]);

for (const file of process.argv.slice(2)) {
    for (const [result] of fs.readFileSync(file, 'utf8').matchAll(/<UnitTestResult [^>]*outcome="Failed"[^>]*>[\s\S]*?<\/UnitTestResult>/g)) {
        const name = /testName="([^"]*)"/.exec(result)[1], message = /<Message>([\s\S]*?)<\/Message>/.exec(result)?.[1] ?? '';
        console.log(`failed: ${text(name).slice(0, mostLength)}`);
        for (const line of text(message).split('\n').slice(0, mostLines)) {
            console.log(`    ${line.slice(0, mostLength)}`);
        }
    }
}
