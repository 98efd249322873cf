import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { setQuery } from '../../app/router';
import { toast } from '../../app/toast';
import { instantText, zoneOf } from '../../time/instant';
import { now } from '../../time/now';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { InstantInput } from '../../ui/InstantInput';
import { countText, plural } from '../../ui/number';
import { Status } from '../../ui/Status';

type Item = { nominalTime: string; runId: string; known: boolean; status: string | null; runs: boolean };
type DryRun = { items: Item[]; cut: boolean };

/** Runs past occurrences that never started: first a dry run that lists them. */
export function BackfillDialog({ schedule, from, to, onClose }: { schedule: Schedule; from: string; to: string; onClose: () => void }) {
  const range = useSignal({ from, to });
  const dry = useSignal<DryRun | null>(null);
  const act = useAction({ quiet: true });
  const zone = zoneOf(schedule.zone);
  const path = { agent: schedule.agent, id: schedule.id };
  const count = dry.value?.items.filter(item => item.runs).length ?? 0;
  const next = () => act.run(async () => {
    if (!dry.value) {
      dry.value = (await post('/agents/{agent}/schedules/{id}/backfill', { path, body: { ...range.value, dryRun: true } })) as unknown as DryRun;
      return;
    }
    const backfill = (await post('/agents/{agent}/schedules/{id}/backfill', { path, body: range.value })) as unknown as { id: string };
    toast(`The backfill of ${plural(count, 'occurrence')} has started.`);
    setQuery({ backfill: backfill.id });
    onClose();
  });
  const change = (part: Partial<{ from: string; to: string }>) => { range.value = { ...range.value, ...part }; dry.value = null; };
  const errors = act.problem.value?.errors ?? {};
  return (
    <Dialog title={`Backfill ${schedule.name}`} wide action={dry.value ? `Run ${plural(count, 'occurrence')}` : 'Show occurrences'} busy={act.busy.value} disabled={dry.value !== null && count === 0} onClose={onClose} onAction={() => void next()}>
      <p>Runs past occurrences that never started: oldest first, one after the other. What has started never runs again.</p>
      <div class="fields">
        <Field label="From" errors={errors['from']} hint={`Included. Times in ${zone}.`}><InstantInput zone={zone} value={range.value.from} onInstant={value => change({ from: value })} /></Field>
        <Field label="To" errors={errors['to']} hint="Not included."><InstantInput zone={zone} value={range.value.to} onInstant={value => change({ to: value })} /></Field>
      </div>
      <Failure problem={act.problem.value} />
      {dry.value && (
        <div role="status" class="stack-s">
          <p>{plural(dry.value.items.length, 'occurrence')} in this range, {countText(count)} would run.{dry.value.cut ? ' There are more than are listed.' : ''}</p>
          <ul class="note" tabIndex={0} aria-label="Occurrences" style={{ maxHeight: '260px', overflow: 'auto', listStyle: 'none', paddingLeft: '12px' }}>
            {dry.value.items.map(item => (
              <li key={item.runId} class="row">
                <span class="grow">{instantText(new Date(item.nominalTime), zone, now.value)}</span>
                {item.status ? <Status status={item.status as never} /> : <span class="soft">no record</span>}
                <strong>{item.runs ? 'runs' : 'stays'}</strong>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}
