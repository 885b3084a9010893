/** @param ratio a share, `0.154` @returns `15.4%`; `0 %` where nothing is left after rounding */
export function formatPercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return '–';
  const tenths = roundedTenths(ratio);
  return tenths === 0 ? '0 %' : `${showTenths(tenths)}%`;
}

/** @param ratio a change, `-0.154` = smaller by 15.4 % @returns `-15.4%`, `+2.1%`, `0 %` */
export function formatChange(ratio: number): string {
  const text = formatPercent(ratio);
  return roundedTenths(ratio) > 0 ? `+${text}` : text;
}

function roundedTenths(ratio: number): number {
  const tenths = Math.round(Math.abs(ratio) * 1000);
  return ratio < 0 ? -tenths : tenths;
}

/** From 1000 % on the tenths are noise. */
function showTenths(tenths: number): string {
  return Math.abs(tenths) >= 10_000 ? String(Math.round(tenths / 10)) : (tenths / 10).toFixed(1);
}
