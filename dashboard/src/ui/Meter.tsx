/** A share of something that ends: amber from 80 %, red from 100 %. */
export function Meter({ share, label }: { share: number; label: string }) {
  const tone = share >= 1 ? 'bad' : share >= 0.8 ? 'warn' : '';
  return (
    <div class={`meter ${tone}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.min(100, Math.round(share * 100))} title={label}>
      <i style={{ width: `${Math.min(100, share * 100)}%` }} />
    </div>
  );
}
