import { useId } from 'preact/hooks';

/** A labelled filter. The first option, with the empty value, is "all". */
export function Select({ label, value, options, onChange }: { label: string; value: string; options: readonly (readonly [value: string, text: string])[]; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <span class="pair">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={event => onChange(event.currentTarget.value)}>
        {options.map(([option, text]) => <option key={option} value={option}>{text}</option>)}
      </select>
    </span>
  );
}
