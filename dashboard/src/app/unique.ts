/** A text that no other request has: for idempotency keys, which are no secrets. */
export function unique(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
}
