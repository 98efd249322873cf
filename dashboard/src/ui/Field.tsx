import { cloneElement, type ComponentChildren, type VNode } from 'preact';
import { useId } from 'preact/hooks';

interface Props {
  label: string;
  hint?: ComponentChildren;
  /** What the API said about it. */
  errors?: readonly string[] | undefined;
  /** The input. */
  children: VNode<Record<string, unknown>>;
}

/** An input with its label, its hint and its errors, tied together for screen readers. */
export function Field({ label, hint, errors, children }: Props) {
  const id = useId();
  const described = [hint ? `${id}-hint` : '', errors?.length ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {cloneElement(children, { id, ...(described ? { 'aria-describedby': described } : {}), ...(errors?.length ? { 'aria-invalid': true } : {}) })}
      {errors?.length ? <p class="error" id={`${id}-error`}>{errors.join('; ')}</p> : null}
      {hint && <p class="hint" id={`${id}-hint`}>{hint}</p>}
    </div>
  );
}
