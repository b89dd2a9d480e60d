import { areasOf } from '../areas/areas.ts';
import { useSession } from '../api/use-session.ts';

/** Under the top bar: what everybody has to know now. */
export function AlertBars() {
  const alerts = areasOf(useSession()).flatMap(({ useAlerts }) => useAlerts?.() ?? []);
  return alerts.map(({ key, icon: Glyph, text }) => (
    <div key={key} className="bar warn" role="status">
      <Glyph size={16} aria-hidden />
      {text}
    </div>
  ));
}
