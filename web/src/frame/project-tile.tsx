/** The first letter of a project, or of a person whose own it is. */
export function ProjectTile({ name }: { name: string }) {
  return (
    <span className="project-tile" aria-hidden>
      {(name[0] ?? '').toUpperCase()}
    </span>
  );
}
