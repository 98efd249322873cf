import { useSignal } from '@preact/signals';
import { post } from '../../api/client';
import { useAction } from '../../app/action';
import { Dialog } from '../../ui/Dialog';
import { Failure } from '../../ui/Failure';
import { Field } from '../../ui/Field';

const events = ['succeeded', 'failed', 'missed'] as const;

export function WebhookDialog({ name, onClose, onMade }: { name: string; onClose: () => void; onMade: (secret: string) => void }) {
  const url = useSignal('');
  const description = useSignal('');
  const on = useSignal<readonly (typeof events)[number][]>(['failed', 'missed']);
  const act = useAction({ quiet: true });
  const errors = act.problem.value?.errors ?? {};
  const make = () => act.run(async () => {
    const made = await post('/agents/{agent}/webhooks', { path: { agent: name }, body: { url: url.value.trim(), on: [...on.value], ...(description.value ? { description: description.value } : {}) } });
    onMade(made.secret);
  });
  return (
    <Dialog title="Add a webhook" action="Add" busy={act.busy.value} onClose={onClose} onAction={() => void make()}>
      <Field label="URL" errors={errors['url']} hint="http or https. Events are posted to it, signed with a secret that is shown once."><input type="url" value={url.value} maxLength={2000} onInput={event => (url.value = event.currentTarget.value)} /></Field>
      <fieldset>
        <legend>Events</legend>
        <div class="row">
          {events.map(event => <label key={event} class="check"><input type="checkbox" checked={on.value.includes(event)} onChange={change => (on.value = change.currentTarget.checked ? [...on.value, event] : on.value.filter(one => one !== event))} /> {event}</label>)}
        </div>
        {errors['on'] && <p class="error">{errors['on'].join('; ')}</p>}
      </fieldset>
      <Field label="Description" errors={errors['description']}><input value={description.value} maxLength={100} onInput={event => (description.value = event.currentTarget.value)} /></Field>
      <Failure problem={act.problem.value} />
    </Dialog>
  );
}
