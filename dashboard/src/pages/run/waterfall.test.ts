import { expect, test } from 'vitest';
import type { Run } from '../../api/types';
import { barsOf, placeIn } from './waterfall';

const at = (second: number) => `2026-01-05T09:00:${String(second).padStart(2, '0')}Z`;
const run = (more: Partial<Run>): Run => ({ status: 'succeeded', dueTime: at(0), startedAt: at(1), finishedAt: at(20), acceptedAt: null, attempts: 1, calls: [], ...more }) as Run;
const shown = (more: Partial<Run>, now = 0) => barsOf(run(more), now).map(bar => `${bar.label} ${(bar.from / 1000) % 60}–${(bar.to / 1000) % 60} ${bar.tone}`);

test.each<[string, Partial<Run>, string[]]>([
  ['one call', {}, ['late 0–1 warn', 'call 1–20 good']],
  ['never started', { startedAt: null, status: 'missed', finishedAt: at(9) }, ['waited 0–9 warn']],
  ['calls without times', { attempts: 3, status: 'failed' }, ['late 0–1 warn', '3 calls 1–20 bad']],
  ['a callback', { acceptedAt: at(2) }, ['late 0–1 warn', 'call 1–2 good', 'callback 2–20 good']],
  ['a retry', { attempts: 2, calls: [{ attempt: 1, startedAt: at(1), endedAt: at(3), reason: 'agentBusy' }, { attempt: 2, startedAt: at(9), endedAt: at(19), reason: 'completed' }] },
    ['late 0–1 warn', 'call 1 1–3 bad', 'wait 3–9 off', 'call 2 9–19 good']],
  ['a retry and a callback', { attempts: 2, acceptedAt: at(10), calls: [{ attempt: 1, startedAt: at(1), endedAt: at(3), reason: 'agentBusy' }, { attempt: 2, startedAt: at(9), endedAt: at(10), reason: 'completed' }] },
    ['late 0–1 warn', 'call 1 1–3 bad', 'wait 3–9 off', 'call 2 9–10 good', 'callback 10–20 good']],
])('%s', (_, more, bars) => expect(shown(more)).toEqual(bars));

test('a running run goes on until now', () => {
  expect(shown({ status: 'running', finishedAt: null, calls: [] }, Date.parse(at(5)))).toEqual(['late 0–1 warn', 'call 1–5 busy']);
});

test('bars lie within the whole', () => {
  const bars = barsOf(run({}), 0);
  expect(placeIn(bars[1]!, bars)).toEqual({ left: 5, width: 95 });
});
