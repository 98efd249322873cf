import { Field } from '../../ui/Field';
import { ChainFields } from './ChainFields';
import type { PartProps } from './SpecFields';

/** What goes to the agent besides the message, and what runs afterwards. */
export function TaskFields({ draft, onChange, errors }: PartProps) {
  return (
    <details class="panel fold">
      <summary><h2>Model, tools, context, chain</h2><span class="soft">{[draft.model, draft.chain.length > 0 ? `${draft.chain.length} in its chain` : ''].filter(Boolean).join(', ')}</span></summary>
      <div class="body stack">
        <div class="fields">
          <Field label="Model" errors={errors['model']} hint="Empty: the agent's."><input value={draft.model} maxLength={200} onInput={event => onChange({ model: event.currentTarget.value })} /></Field>
          <Field label="Allowed tools" errors={errors['allowedTools']} hint="Separated by commas. Empty: the agent decides."><input value={draft.allowedTools} onInput={event => onChange({ allowedTools: event.currentTarget.value })} /></Field>
          <Field label="Maximum turns" errors={errors['maxTurns']}><input inputMode="numeric" value={draft.maxTurns} onInput={event => onChange({ maxTurns: event.currentTarget.value })} /></Field>
        </div>
        <Field label="System prompt" errors={errors['systemPrompt']}><textarea rows={3} value={draft.systemPrompt} onInput={event => onChange({ systemPrompt: event.currentTarget.value })} /></Field>
        <Field label="Context" errors={errors['context']} hint="A JSON object that is sent with the message."><textarea class="mono" rows={4} spellcheck={false} value={draft.context} onInput={event => onChange({ context: event.currentTarget.value })} /></Field>
        <ChainFields draft={draft} onChange={onChange} errors={errors} />
      </div>
    </details>
  );
}
