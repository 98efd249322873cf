import { describe, expect, it } from 'vitest';
import { entriesOf, found } from './log';

const stream = JSON.stringify([
  { type: 'system', subtype: 'init' },
  { type: 'assistant', message: { role: 'assistant', content: [{ type: 'text', text: 'I look.' }, { type: 'tool_use', id: 't1', name: 'Read', input: { path: 'a.md' } }] }, timestamp: '2026-01-01T00:00:00.000Z' },
  { type: 'user', message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'not there', is_error: true }] }, timestamp: '2026-01-01T00:00:00.250Z' },
]);

describe('logs', () => {
  it('fold a tool call with its result, success and duration', () => {
    const entries = entriesOf(stream);
    expect(entries.map(one => one.kind)).toEqual(['system', 'assistant', 'tool Read']);
    expect(entries[2]).toMatchObject({ ok: false, took: '250 ms' });
    expect(entries[2]!.text).toContain('not there');
  });

  it('show lines that are no JSON as they are', () => {
    expect(entriesOf('one\n\ndata: {"role":"assistant","text":"<b>two</b>"}\n[{"cut').map(one => one.title)).toEqual(['one', '<b>two</b>', '[{"cut']);
  });

  it('are searched in all of their text', () => {
    expect(found(entriesOf(stream), 'NOT THERE').map(one => one.index)).toEqual([2]);
    expect(found(entriesOf(stream), '')).toHaveLength(3);
  });

  it('of 16 MiB are read and searched in a moment', () => {
    const big = JSON.stringify(Array.from({ length: 16_000 }, (_, i) => ({ role: 'assistant', text: `${i} ${'x'.repeat(1000)}` })));
    const entries = entriesOf(big);
    expect(found(entries, '15999 x')).toHaveLength(1);
  });
});
