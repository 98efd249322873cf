import { signal } from '@preact/signals';

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  link?: { href: string; text: string };
}

export const toasts = signal<Toast[]>([]);
let last = 0;

/** Shows a short message; a good one leaves by itself. */
export function toast(text: string, more: { bad?: boolean; link?: Toast['link'] } = {}): void {
  const one: Toast = { id: ++last, text, bad: more.bad ?? false, ...(more.link ? { link: more.link } : {}) };
  toasts.value = [...toasts.value.slice(-3), one];
  setTimeout(() => dismiss(one.id), one.bad ? 12_000 : 5000);
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter(one => one.id !== id);
}
