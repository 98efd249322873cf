import { useEffect } from 'preact/hooks';
import { useSignal } from '@preact/signals';

/** A value that follows another one once that rests. */
export function useDebounced<T>(value: T, ms: number): T {
  const settled = useSignal(value);
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = value), ms);
    return () => clearTimeout(timer);
  }, [value]);
  return settled.value;
}
