import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import { Problem } from '../../api/problem';
import type { CommandReading, Run, Schedule } from '../../api/types';
import { useAction } from '../../app/action';
import { pathOf } from '../../app/paths';
import { toast } from '../../app/toast';
import { tell } from '../../live/live';
import { instantText, myZone } from '../../time/instant';
import { now } from '../../time/now';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';

/** A command in plain English; if it can mean several things, one chooses. */
export function CommandBar({ agents }: { agents: readonly string[] }) {
  const text = useSignal('');
  const readings = useSignal<readonly CommandReading[]>([]);
  const act = useAction({ quiet: true });
  const send = (body: object) => act.run(async () => {
    try {
      told(await post('/commands', { body: body as never }));
      text.value = '';
      readings.value = [];
      tell(null);
    } catch (error) {
      if (!(error instanceof Problem) || error.readings.length === 0) throw error;
      readings.value = error.readings;
    }
  });
  return (
    <form class="stack-s" onSubmit={event => { event.preventDefault(); if (text.value.trim()) void send({ text: text.value, zone: myZone }); }}>
      <div class="row english">
        <input class="grow" aria-label="Command in plain English" value={text.value} placeholder={`@${agents[0] ?? 'agent'} check deprecated models every weekday at 9am`} autoComplete="off" aria-invalid={act.problem.value ? true : undefined}
          onInput={event => { text.value = event.currentTarget.value; act.problem.value = null; }} />
        <button type="submit" disabled={act.busy.value || !text.value.trim()}>Do it</button>
      </div>
      <Failure problem={act.problem.value} />
      {readings.value.length > 0 && (
        <Dialog title="What do you mean?" action={null} wide onClose={() => (readings.value = [])}>
          <ul class="stack-s">{readings.value.map((reading, i) => <Reading key={i} reading={reading} onChoose={() => void send(reading)} busy={act.busy.value} />)}</ul>
          <Failure problem={act.problem.value} />
        </Dialog>
      )}
    </form>
  );
}

function Reading({ reading, onChoose, busy }: { reading: CommandReading; onChoose: () => void; busy: boolean }) {
  return (
    <li class="note row">
      <span class="grow">
        <strong>{reading.human}</strong>
        {reading.message && <span class="under">{reading.agent}: {reading.message}</span>}
        {reading.next.length > 0 && <span class="under">next: {instantText(new Date(reading.next[0]!), myZone, now.value)} {myZone}</span>}
      </span>
      <button type="button" class={reading.action === 'delete' ? 'danger' : 'primary'} disabled={busy} onClick={onChoose}>This one</button>
    </li>
  );
}

/** Says what a command did. */
function told(answer: unknown): void {
  const done = (answer ?? {}) as Partial<Schedule> & Partial<Run> & { items?: { name: string }[] };
  if (done.items) toast(done.items.length > 0 ? done.items.map(item => item.name).join(', ') : 'There are none.');
  else if (done.runId) toast('Started a run.', { link: { href: pathOf.run(done.agent!, done.runId), text: 'Show it' } });
  else if (done.id) toast(`"${done.name}": ${done.human}.`, { link: { href: pathOf.schedule(done.agent!, done.id), text: 'Show it' } });
  else toast('Done.');
}
