import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** A search that acts when typing pauses. `/` puts the cursor into it. */
export function SearchBox({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string) => void }) {
  const text = useSignal(value);
  const box = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (document.activeElement !== box.current) text.value = value;
  }, [value]);
  useEffect(() => {
    const focus = (event: KeyboardEvent): void => {
      if (event.key !== '/' || (event.target as Element).closest('input, textarea, select, dialog')) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  return (
    <input ref={box} type="search" aria-label={label} placeholder={`${label}  ( / )`} value={text.value} onInput={event => {
      text.value = event.currentTarget.value;
      clearTimeout(timer.current);
      timer.current = setTimeout(() => onSearch(text.value.trim()), 250);
    }} />
  );
}
