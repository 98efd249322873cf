import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import type { Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { zoneOf } from '../../time/instant';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';
import { InstantInput } from '../../ui/InstantInput';

const spans = [['1 hour', 1], ['1 day', 24], ['1 week', 168]] as const;

function later(hours: number): string {
  return new Date(Math.ceil(Date.now() / 60_000) * 60_000 + hours * 3_600_000).toISOString().replace('.000', '');
}

/** Pauses a schedule until an instant; then it fires again by itself. */
export function PauseDialog({ schedule, onClose, onDone }: { schedule: Schedule; onClose: () => void; onDone: () => void }) {
  const until = useSignal(later(24));
  const note = useSignal('');
  const act = useAction({ quiet: true });
  const zone = zoneOf(schedule.zone);
  const errors = act.problem.value?.errors ?? {};
  const work = () => act.run(async () => {
    await post('/agents/{agent}/schedules/{id}/pause', { path: { agent: schedule.agent, id: schedule.id }, body: { until: until.value, ...(note.value ? { note: note.value } : {}) } });
    onDone();
  });
  return (
    <Dialog title={`Pause ${schedule.name}`} action="Pause" busy={act.busy.value} onClose={onClose} onAction={() => void work()}>
      <div class="row">{spans.map(([word, hours]) => <button key={word} type="button" onClick={() => (until.value = later(hours))}>{word}</button>)}</div>
      <Field label="Until" hint={`In ${zone}. It fires again by itself then.`} errors={errors['until']}><InstantInput zone={zone} value={until.value} onInstant={value => (until.value = value)} /></Field>
      <Field label="Note" hint="Why, for whoever sees it." errors={errors['note']}><input value={note.value} maxLength={1000} onInput={event => (note.value = event.currentTarget.value)} /></Field>
      <Failure problem={act.problem.value} />
    </Dialog>
  );
}
