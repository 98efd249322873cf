import { Field } from '../../ui/Field';

/** A choice whose meaning stands below it, in a sentence. */
export function PolicySelect({ label, choices, value, onChoice, errors }: { label: string; choices: Readonly<Record<string, string>>; value: string; onChoice: (value: string) => void; errors: string[] | undefined }) {
  return (
    <Field label={label} hint={choices[value]} errors={errors}>
      <select value={value} onChange={event => onChoice(event.currentTarget.value)}>{Object.keys(choices).map(choice => <option key={choice}>{choice}</option>)}</select>
    </Field>
  );
}
