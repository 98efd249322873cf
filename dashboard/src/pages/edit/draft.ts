import type { Schedule, ScheduleFields, SpecFields } from '../../api/types';
import { secondsOf } from '../../time/duration';

export type Kind = 'cron' | 'every' | 'at';
export type Unit = 'M' | 'H' | 'D' | 'W' | 'MO';

/** What stands in the form. Texts are kept as they are typed, so that nothing is lost when something is wrong. */
export interface Draft {
  agent: string;
  name: string;
  message: string;
  description: string;
  tags: string;
  kind: Kind;
  cron: string;
  zone: string;
  count: string;
  unit: Unit;
  anchor: string;
  /** Whether days, weeks and months of `every` keep the local time of the zone. */
  calendar: boolean;
  at: string;
  startsAt: string;
  endsAt: string;
  exclude: string;
  jitter: string;
  maxRuns: string;
  dstGap: string;
  dstOverlap: string;
  dayMatch: string;
  misfire: string;
  catchUpWindow: string;
  overlap: string;
  onFull: string;
  retries: string;
  retryTimeouts: boolean;
  timeout: string;
  pauseAfterFailures: string;
  maxCostUsdPerRun: string;
  model: string;
  allowedTools: string;
  systemPrompt: string;
  maxTurns: string;
  context: string;
  chain: { on: 'succeeded' | 'failed' | 'finished'; agent: string; schedule: string }[];
  enabled: boolean;
}

/** A new schedule's form. */
export function emptyDraft(zone: string): Draft {
  return {
    agent: '', name: '', message: '', description: '', tags: '', kind: 'cron', cron: '0 9 * * MON-FRI', zone, count: '4', unit: 'H', anchor: '', calendar: false, at: '',
    startsAt: '', endsAt: '', exclude: '', jitter: '', maxRuns: '', dstGap: 'shift', dstOverlap: 'first', dayMatch: 'and', misfire: 'fireLatest', catchUpWindow: '', overlap: 'skip', onFull: 'wait',
    retries: '3', retryTimeouts: false, timeout: '', pauseAfterFailures: '10', maxCostUsdPerRun: '', model: '', allowedTools: '', systemPrompt: '', maxTurns: '', context: '', chain: [], enabled: true,
  };
}

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

/** Count and unit of an interval. Seconds that are no whole minutes stay as they are written. */
export function intervalOf(every: string): { count: string; unit: Unit } {
  const months = /^P(\d+)M$/.exec(every);
  if (months) return { count: months[1]!, unit: 'MO' };
  const calendar = /^P(\d+)([WD])$/.exec(every);
  if (calendar) return { count: calendar[1]!, unit: calendar[2] as Unit };
  const seconds = secondsOf(every) ?? 0;
  if (seconds > 0 && seconds % 3600 === 0) return { count: String(seconds / 3600), unit: 'H' };
  return { count: String(seconds / 60), unit: 'M' };
}

/** The interval of a form. */
export function everyOf(count: string, unit: Unit): string {
  const number = count.trim();
  if (unit === 'H' || unit === 'M') {
    const seconds = Number(number) * (unit === 'H' ? 3600 : 60);
    return Number.isInteger(Number(number)) || !Number.isFinite(seconds) ? `PT${number}${unit}` : `PT${seconds}S`;
  }
  return unit === 'MO' ? `P${number}M` : `P${number}${unit}`;
}

/** The form of spec fields; what they leave out stays. */
export function withSpec(draft: Draft, spec: SpecFields): Draft {
  const kind: Kind = spec.cron ? 'cron' : spec.every ? 'every' : 'at';
  return {
    ...draft, kind,
    ...(spec.cron ? { cron: spec.cron } : {}),
    ...(spec.zone ? { zone: spec.zone } : {}),
    ...(spec.every ? { ...intervalOf(spec.every), anchor: text(spec.anchor), calendar: Boolean(spec.zone) } : {}),
    ...(spec.at ? { at: spec.at } : {}),
    startsAt: text(spec.startsAt), endsAt: text(spec.endsAt), exclude: (spec.exclude ?? []).join(', '), jitter: text(spec.jitter), maxRuns: text(spec.maxRuns),
    dstGap: spec.dstGap ?? 'shift', dstOverlap: spec.dstOverlap ?? 'first', dayMatch: spec.dayMatch ?? 'and',
  };
}

/** The form of a stored schedule. */
export function draftOf(schedule: Schedule, zone: string): Draft {
  return {
    ...withSpec(emptyDraft(zone), schedule),
    agent: schedule.agent, name: text(schedule.name), message: text(schedule.message), description: text(schedule.description), tags: (schedule.tags ?? []).join(', '),
    misfire: text(schedule.misfire), catchUpWindow: text(schedule.catchUpWindow), overlap: text(schedule.overlap), onFull: text(schedule.onFull), retries: text(schedule.retries),
    retryTimeouts: Boolean(schedule.retryTimeouts), timeout: text(schedule.timeout), pauseAfterFailures: text(schedule.pauseAfterFailures), maxCostUsdPerRun: text(schedule.maxCostUsdPerRun),
    model: text(schedule.model), allowedTools: (schedule.allowedTools ?? []).join(', '), systemPrompt: text(schedule.systemPrompt), maxTurns: text(schedule.maxTurns),
    context: schedule.context ? JSON.stringify(schedule.context, null, 2) : '', chain: (schedule.chain ?? []).map(link => ({ on: link.on, agent: link.agent ?? schedule.agent, schedule: link.schedule })),
    enabled: Boolean(schedule.enabled),
  };
}

const listOf = (value: string): string[] => value.split(',').map(one => one.trim()).filter(Boolean);
const orNull = (value: string): string | null => value.trim() || null;

/** A number as it was typed: what is none goes to the API as it is, which says what is wrong with it. */
function numberOf(value: string): number | null {
  const trimmed = value.trim();
  if (trimmed === '') return null;
  const number = Number(trimmed);
  return Number.isNaN(number) ? (trimmed as unknown as number) : number;
}

/** The spec fields of a form. Those of the other kinds are null, so that an edit replaces them. */
export function specOf(draft: Draft): SpecFields {
  const { kind } = draft;
  const calendar = kind === 'every' && (draft.unit === 'MO' || (draft.calendar && (draft.unit === 'D' || draft.unit === 'W')));
  return {
    cron: kind === 'cron' ? draft.cron.trim() : null,
    every: kind === 'every' ? everyOf(draft.count, draft.unit) : null,
    anchor: kind === 'every' ? orNull(draft.anchor) : null,
    at: kind === 'at' ? draft.at : null,
    zone: kind !== 'every' || calendar ? orNull(draft.zone) : null,
    startsAt: orNull(draft.startsAt), endsAt: orNull(draft.endsAt), exclude: listOf(draft.exclude), jitter: orNull(draft.jitter), maxRuns: numberOf(draft.maxRuns),
    dstGap: draft.dstGap as never, dstOverlap: draft.dstOverlap as never, dayMatch: draft.dayMatch as never,
  };
}

/** The body of a request that saves a form. Throws a SyntaxError if the context is no JSON. */
export function bodyOf(draft: Draft): ScheduleFields {
  return {
    ...specOf(draft),
    name: draft.name.trim(), message: draft.message, description: orNull(draft.description), tags: listOf(draft.tags),
    misfire: draft.misfire as never, catchUpWindow: orNull(draft.catchUpWindow), overlap: draft.overlap as never, onFull: draft.onFull as never,
    retries: numberOf(draft.retries), retryTimeouts: draft.retryTimeouts, timeout: orNull(draft.timeout), pauseAfterFailures: numberOf(draft.pauseAfterFailures), maxCostUsdPerRun: numberOf(draft.maxCostUsdPerRun),
    model: orNull(draft.model), allowedTools: listOf(draft.allowedTools), systemPrompt: orNull(draft.systemPrompt), maxTurns: numberOf(draft.maxTurns),
    context: draft.context.trim() ? (JSON.parse(draft.context) as never) : null,
    chain: draft.chain.length > 0 ? draft.chain.map(link => ({ on: link.on, agent: link.agent || null, schedule: link.schedule.trim() })) : null,
    enabled: draft.enabled,
  };
}
