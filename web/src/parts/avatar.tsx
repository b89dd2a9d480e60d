/** Initials on a colour that stays with the person. */
export function Avatar({ name, size = 26 }: { name: string; size?: number }) {
  const hue = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
  const initials = name
    .split(/[\s.@]+/)
    .map((word) => word[0] ?? '')
    .slice(0, 2)
    .join('')
    .toUpperCase();
  return (
    <span
      className="avatar"
      aria-hidden
      style={{ width: size, height: size, fontSize: size * 0.4, background: `oklch(0.5 0.09 ${hue})` }}
    >
      {initials}
    </span>
  );
}
