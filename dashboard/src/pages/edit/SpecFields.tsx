import type { Draft, Kind, Unit } from './draft';
import { Field } from '../../ui/Field';
import { InstantInput } from '../../ui/InstantInput';
import { policies } from './policies';
import { PolicySelect } from './PolicySelect';
import { zones } from './zones';

const kinds: readonly (readonly [Kind, string])[] = [['cron', 'Cron'], ['every', 'Interval'], ['at', 'Once']];
const presets = [['0 * * * *', 'hourly'], ['0 9 * * *', 'daily at 9'], ['0 9 * * MON-FRI', 'weekdays at 9'], ['0 9 * * MON', 'Mondays at 9'], ['0 9 1 * *', 'monthly'], ['H H * * *', 'daily, spread']] as const;
const units: readonly (readonly [Unit, string])[] = [['M', 'minutes'], ['H', 'hours'], ['D', 'days'], ['W', 'weeks'], ['MO', 'months']];

export interface PartProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
  errors: Readonly<Record<string, string[]>>;
}

export function SpecFields({ draft, onChange, errors }: PartProps) {
  const { kind } = draft;
  const needsZone = kind !== 'every' || draft.unit === 'MO' || ((draft.unit === 'D' || draft.unit === 'W') && draft.calendar);
  return (
    <>
      <div class="segments" role="group" aria-label="Kind">
        {kinds.map(([value, word]) => <button key={value} type="button" aria-pressed={kind === value} onClick={() => onChange({ kind: value })}>{word}</button>)}
      </div>
      {kind === 'cron' && (
        <div class="chips" role="group" aria-label="Presets">
          {presets.map(([cron, word]) => <button key={cron} type="button" aria-pressed={draft.cron === cron} onClick={() => onChange({ cron })}>{word}</button>)}
        </div>
      )}
      <div class="fields">
        {kind === 'cron' && (
          <Field label="Cron expression" errors={errors['cron']} hint="minute hour day month weekday">
            <input class="mono" value={draft.cron} maxLength={200} spellcheck={false} autoComplete="off" onInput={event => onChange({ cron: event.currentTarget.value })} />
          </Field>
        )}
        {kind === 'every' && (
          <>
            <Field label="Every" errors={errors['every']}><input inputMode="numeric" value={draft.count} onInput={event => onChange({ count: event.currentTarget.value })} /></Field>
            <Field label="Unit"><select value={draft.unit} onChange={event => onChange({ unit: event.currentTarget.value as Unit })}>{units.map(([unit, word]) => <option key={unit} value={unit}>{word}</option>)}</select></Field>
            <Field label="Counted from" errors={errors['anchor']} hint="Empty: from when it is saved."><InstantInput zone={draft.zone || 'UTC'} value={draft.anchor} onInstant={anchor => onChange({ anchor })} /></Field>
          </>
        )}
        {kind === 'at' && <Field label="Local time" errors={errors['at']}><input type="datetime-local" value={draft.at} onChange={event => onChange({ at: event.currentTarget.value })} /></Field>}
        {needsZone && (
          <Field label="Time zone" errors={errors['zone']} hint="An IANA name.">
            <input list="zones" value={draft.zone} spellcheck={false} autoComplete="off" onInput={event => onChange({ zone: event.currentTarget.value })} />
          </Field>
        )}
      </div>
      <datalist id="zones">{zones.map(zone => <option key={zone} value={zone} />)}</datalist>
      {kind === 'every' && (draft.unit === 'D' || draft.unit === 'W') && (
        <label class="check"><input type="checkbox" checked={draft.calendar} onChange={event => onChange({ calendar: event.currentTarget.checked })} /> Keep the local time of a zone when clocks change</label>
      )}
      <details>
        <summary>Start, end, exceptions, clock changes</summary>
        <div class="fields folded">
          <Field label="Starts" errors={errors['startsAt']}><InstantInput zone={draft.zone || 'UTC'} value={draft.startsAt} onInstant={startsAt => onChange({ startsAt })} /></Field>
          <Field label="Ends" errors={errors['endsAt']} hint="Not included."><InstantInput zone={draft.zone || 'UTC'} value={draft.endsAt} onInstant={endsAt => onChange({ endsAt })} /></Field>
          <Field label="At most" errors={errors['maxRuns']} hint="Number of runs. Empty: no limit."><input inputMode="numeric" value={draft.maxRuns} onInput={event => onChange({ maxRuns: event.currentTarget.value })} /></Field>
          <Field label="Without" errors={errors['exclude']} hint="Days or ranges: 2026-12-24/2026-12-26, 2027-01-01"><input value={draft.exclude} onInput={event => onChange({ exclude: event.currentTarget.value })} /></Field>
          <Field label="Jitter" errors={errors['jitter']} hint="Most delay of an occurrence, such as PT2M."><input class="mono" value={draft.jitter} onInput={event => onChange({ jitter: event.currentTarget.value })} /></Field>
          {kind !== 'every' && <PolicySelect label="Skipped times" choices={policies.dstGap} value={draft.dstGap} onChoice={dstGap => onChange({ dstGap })} errors={errors['dstGap']} />}
          {kind !== 'every' && <PolicySelect label="Repeated times" choices={policies.dstOverlap} value={draft.dstOverlap} onChoice={dstOverlap => onChange({ dstOverlap })} errors={errors['dstOverlap']} />}
          {kind === 'cron' && <PolicySelect label="Days" choices={policies.dayMatch} value={draft.dayMatch} onChoice={dayMatch => onChange({ dayMatch })} errors={errors['dayMatch']} />}
        </div>
      </details>
    </>
  );
}
