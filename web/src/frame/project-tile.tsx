/** The first letter of a project, or of a person whose own it is. */
export function ProjectTile({ name, size }: { name: string; size?: number }) {
  return (
    <span
      className="project-tile"
      aria-hidden
      {...(size === undefined ? {} : { style: { width: size, height: size, fontSize: size * 0.4 } })}
    >
      {(name[0] ?? '').toUpperCase()}
    </span>
  );
}
